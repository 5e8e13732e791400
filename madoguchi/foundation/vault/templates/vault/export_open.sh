{% autoescape off %}#!/bin/sh
# sh open.sh my-key.txt — opens everything into the folder "opened"; needs age and tail.
set -eu
umask 077
mkdir -p opened
open() { # number, key, where the content begins, what it is called then
  age -d -i "$own" "keys/$2.age" > opened/key.txt
  age -d -i opened/key.txt "$1.age" > opened/raw
  tail -c "+$3" opened/raw > "opened/$4"
}
named() { # number of a file, number of its name; where the machine cannot take the name, the number stays
  mv -- "opened/$1.bin" "opened/$1 $(cat "opened/$2.txt")" || :
}
own=$1
trap 'rm -f opened/key.txt opened/raw' EXIT
{% for entry in entries %}open {{ entry.number }} {{ entry.key }} {{ entry.tail_from }} {{ entry.opened }}
{% if entry.is_file %}named {{ entry.number }} {{ entry.named_by }}
{% endif %}{% endfor %}{% endautoescape %}
