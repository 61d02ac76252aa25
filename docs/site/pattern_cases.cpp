// Prints what the library says about thousands of patterns, as JSON: the names, and for each pattern what is wrong with it and
// the indices of the names that it matches. docs/check.py compares the filter of the event catalog's page with it.

#include <scaivault/events/catalog.hpp>

#include <cstddef>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

const std::vector<std::string> parts{"*", "**", "***", "sec*", "", "secret", "policy", "binding", "created"};

// All patterns of at most four parts.
void extend(const std::string& pattern, int length, std::set<std::string>& patterns) {
    patterns.insert(pattern);
    if (length < 4)
        for (const auto& part : parts)
            extend(pattern + '.' + part, length + 1, patterns);
}

// Every name with each choice of its segments replaced by a wildcard.
void generalise(const std::string& done, std::string_view rest, std::set<std::string>& patterns) {
    const auto dot = rest.find('.');
    for (const auto& part : {std::string(rest.substr(0, dot)), parts[0], parts[1]}) {
        const auto longer = done.empty() ? part : done + '.' + part;
        if (dot == std::string_view::npos)
            patterns.insert(longer);
        else
            generalise(longer, rest.substr(dot + 1), patterns);
    }
}

} // namespace

int main() {
    std::vector<std::string> names{
        "", ".", "secret", "secret.", ".created", "secret..created", "a.b.c.d.e", "secret.rotated.x"};
    std::set<std::string> patterns;
    for (const auto& name : scaivault::catalog::names) {
        names.emplace_back(name);
        generalise("", name, patterns);
    }
    for (const auto& part : parts)
        extend(part, 1, patterns);

    std::cout << "{\"names\": [";
    for (std::size_t i = 0; i < names.size(); ++i)
        std::cout << (i == 0 ? "\"" : ", \"") << names[i] << '"';
    std::cout << "],\n\"patterns\": [";
    const char* separator = "\n";
    for (const auto& pattern : patterns) {
        std::cout << separator << "[\"" << pattern << "\", \""
                  << webhooks::describe(scaivault::defect_of(pattern)) << "\", [";
        const char* comma = "";
        for (std::size_t i = 0; i < names.size(); ++i)
            if (scaivault::matches(pattern, names[i])) {
                std::cout << comma << i;
                comma = ", ";
            }
        std::cout << "]]";
        separator = ",\n";
    }
    std::cout << "]}\n";
}
