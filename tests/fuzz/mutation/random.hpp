#pragma once

#include <cstddef>
#include <random>

namespace fuzz {

/// Random choices that depend on the seed only. Unlike <random>'s distributions, they are the same on every
/// machine.
class random_choices {
public:
    explicit random_choices(unsigned seed) : engine_(seed) {}

    /// A number from 0 to `limit` - 1, or 0 if `limit` is 0.
    [[nodiscard]] std::size_t below(std::size_t limit) {
        return limit == 0 ? 0 : std::size_t{engine_()} % limit;
    }

    /// True with a probability of 1 / `times`.
    [[nodiscard]] bool once_in(std::size_t times) { return below(times) == 0; }

    /// A random element of a non-empty container.
    template <class Container>
    [[nodiscard]] auto& one_of(Container& container) {
        return container[below(std::size(container))];
    }

private:
    std::mt19937 engine_;
};

} // namespace fuzz
