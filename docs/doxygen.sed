# What Doxygen is not shown, so that it can ask for a comment on everything else. Lines are emptied, not deleted: its
# messages keep their line numbers. For sed -E; docs/Doxyfile gives each header to it.

# Defaulted comparisons, copies and moves do what the language says.
s/^ +.*operator(==|<=>)\(.*\) const = default;$//
s/^ +[a-z_]+(& operator=)?\((const [a-z_]+&|[a-z_]+&&)\) (noexcept )?= default;$//

# An explicit specialisation (of `fields`, `enum_texts`, ...): the template that it specialises says what it is for.
/^template <>$/,/^\};$|^struct .*\{\};$/s/.*//

/^template <.*>$/{
N
# A deduction guide repeats the constructor.
/\n[a-z_]+\(.*\) -> .*;$/s/.*/\n/
# A partial specialisation of a template of Boost.
/\nstruct boost::/{
:rest
N
/\n\};$/!b rest
s/[^\n]+//g
}
}

# Doxygen 1.9 takes a conditional explicit after a constraint for the name of a function.
s/^( *)requires\(.*\) explicit\(.*$/\1explicit/
