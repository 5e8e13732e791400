{% autoescape off %}#!/bin/sh
# sh open.sh my-key.txt — opens everything into the folder "opened"; needs age and tail.
set -eu
umask 077
mkdir -p opened
open() { # number, key, where the text begins
  age -d -i "$own" "keys/$2.age" > opened/key.txt
  age -d -i opened/key.txt "$1.age" > opened/raw
  tail -c "+$3" opened/raw > "opened/$1.bin"
}
own=$1
trap 'rm -f opened/key.txt opened/raw' EXIT
{% for entry in entries %}open {{ entry.number }} {{ entry.key }} {{ entry.tail_from }}
{% endfor %}{% endautoescape %}
