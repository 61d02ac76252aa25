# What GCC and Clang print, in one spelling: `"secret.rotated"` for the string as a template argument, no
# namespaces of the library, `>>`.
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
