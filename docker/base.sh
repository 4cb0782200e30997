#!/bin/sh
# base.sh FOLDER
# Makes in FOLDER what the image has of Debian: the C library, busybox (a shell for bin/tenure and for hooks, wget for the
# health check), and users. Debian's smallest image has 75 MB, of which the program needs 4.
set -eu
umask 022

root=$1
packages='base-files busybox libc6'
user=65532

mkdir -p "$root"
cd "$root"
mkdir -p dev etc opt proc root run sys usr/bin usr/lib usr/lib64 usr/sbin var/lib/dpkg/status.d
mkdir -m 1777 tmp
for name in bin lib lib64 sbin; do ln -s "usr/$name" "$name"; done
ln -s ../run var/run

# The files of the packages, without character sets and manuals. The licenses stay.
for package in $packages; do
    dpkg-query -L "$package" | grep -E \
        -e '^(/usr)?/lib(64)?/([^/]*-linux-gnu[^/]*/)?(ld-|lib(c|dl|m|pthread|resolv|rt)\.so)' -e '^(/usr)?/bin/busybox$' \
        -e '^/(etc|usr/lib)/(os-release|debian_version)$' -e '^/usr/share/doc/[^/]*/copyright$' >/tmp/files
    tar -C / -c -T /tmp/files | tar -x --keep-directory-symlink
    # where scanners look for what is in an image that has no package manager
    dpkg-query -s "$package" >"var/lib/dpkg/status.d/$package"
done
rm /tmp/files
for applet in $(busybox --list); do
    [ -e "usr/bin/$applet" ] || ln -s busybox "usr/bin/$applet"
done

printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' "tenure:x:$user:$user:Tenure:/:/bin/sh" >etc/passwd
printf '%s\n' 'root:x:0:' "tenure:x:$user:" >etc/group
echo 'hosts: files dns' >etc/nsswitch.conf
