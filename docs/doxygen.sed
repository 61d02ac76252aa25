# Hides code from Doxygen that needs no comment, so that it can require one for everything else. Lines are emptied,
# not deleted, to keep the line numbers of its messages. For sed -E; docs/Doxyfile filters each header with it.

# A comment under `#pragma once` documents the file, not the namespace below it.
2{
N
s,^\n///,/// \\file\n///,
}

# Defaulted comparisons, copies and moves are self-explanatory.
s/^ +.*operator(==|<=>)\(.*\) const = default;$//
s/^ +[a-z_]+(& operator=)?\((const [a-z_]+&|[a-z_]+&&)\) (noexcept )?= default;$//

# Explicit specialisations (of `fields`, `enum_texts`, ...) are documented by their templates.
/^template <>$/,/^\};$|^struct .*\{\};$/s/.*//

/^template <.*>$/{
N
# A deduction guide repeats the constructor.
/\n[a-z_]+\(.*\) -> .*;$/s/.*/\n/
# Partial specialisations of Boost's templates.
/\nstruct boost::/{
:rest
N
/\n\};$/!b rest
s/[^\n]+//g
}
}

# Doxygen 1.9 mistakes a conditional explicit after a constraint for the name of a function.
s/^( *)requires\(.*\) explicit\(.*$/\1explicit/
