#include "support/catch.hpp"

#include <scaivault/detail/huge_page_allocator.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <type_traits>
#include <vector>

namespace detail_huge_page_allocator_test {

using scaivault::detail::huge_page_allocator;

namespace {

using numbers = std::vector<std::uint64_t, huge_page_allocator<std::uint64_t>>;

constexpr std::size_t huge_page = std::size_t{1} << 21U;

bool is_on_a_huge_page(const numbers& list) {
    return reinterpret_cast<std::uintptr_t>(list.data()) % huge_page == 0;
}

} // namespace

static_assert(std::is_empty_v<huge_page_allocator<int>>);
static_assert(std::allocator_traits<huge_page_allocator<int>>::is_always_equal::value);

TEST_CASE("a list keeps what is in it while it grows from small to large, and when it moves") {
    numbers list;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i != 3'000'000; ++i) {
        list.push_back(i);
        sum += i;
    }
    CHECK(is_on_a_huge_page(list));
    numbers moved = std::move(list);
    CHECK(std::accumulate(moved.begin(), moved.end(), std::uint64_t{0}) == sum);
    moved.resize(10);
    moved.shrink_to_fit();
    CHECK(std::accumulate(moved.begin(), moved.end(), std::uint64_t{0}) == 45);
}

TEST_CASE("from 8 MiB on, memory begins on a huge page") {
    CHECK(is_on_a_huge_page(numbers(huge_page / 2)));
    CHECK(is_on_a_huge_page(numbers(huge_page)));
    CHECK(numbers(huge_page / 2 - 1).size() == huge_page / 2 - 1);
}

} // namespace detail_huge_page_allocator_test
