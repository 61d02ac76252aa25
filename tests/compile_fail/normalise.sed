# Normalises the messages of GCC and Clang: strings as template arguments become `"secret.rotated"`, the library's
# namespaces are removed, and `> >` becomes `>>`.
s/\x1b\[[0-9;]*[mK]//g
s/[‘’]/'/g
s/webhooks::diagnostics:://g
s/webhooks::detail:://g
s/webhooks:://g
s/scaivault:://g
s/fixed_string<[^<>{}]*>{\("[^"]*"\)}/\1/g
:close
s/> >/>>/
t close
s/std::__cxx11::/std::/g
