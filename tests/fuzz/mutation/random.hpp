#pragma once

#include <cstddef>
#include <random>

namespace fuzz {

/// Choices that depend on the seed alone: the same on every machine, unlike those of <random>'s distributions.
class random_choices {
public:
    explicit random_choices(unsigned seed) : engine_(seed) {}

    /// A number from 0 to `limit` - 1; 0 for a limit of 0.
    [[nodiscard]] std::size_t below(std::size_t limit) {
        return limit == 0 ? 0 : std::size_t{engine_()} % limit;
    }

    /// True once in `times` times.
    [[nodiscard]] bool once_in(std::size_t times) { return below(times) == 0; }

    /// One of the elements of a container that has some.
    template <class Container>
    [[nodiscard]] auto& one_of(Container& container) {
        return container[below(std::size(container))];
    }

private:
    std::mt19937 engine_;
};

} // namespace fuzz
