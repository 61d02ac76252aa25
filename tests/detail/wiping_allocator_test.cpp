#include "support/catch.hpp"

#include <webhooks/trust/detail/wiping_allocator.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace detail_wiping_allocator_test {

namespace {

/// Inspects memory when it is deallocated.
template <class T>
struct witness : std::allocator<T> {
    template <class U>
    struct rebind {
        using other = witness<U>;
    };

    void deallocate(T* memory, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            bytes_not_zero += memory[i] != T{} ? 1U : 0U;
        bytes_seen += count;
        std::allocator<T>::deallocate(memory, count);
    }

    static inline std::size_t bytes_seen = 0;
    static inline std::size_t bytes_not_zero = 0;
};

using plain_bytes = std::vector<char, witness<char>>;
using wiped_bytes = std::vector<char, webhooks::detail::wiping_allocator<char, witness<char>>>;

const std::string secret(100, 's');

void reset() {
    witness<char>::bytes_seen = 0;
    witness<char>::bytes_not_zero = 0;
}

} // namespace

TEST_CASE("the witness sees what a vector without wiping leaves behind") {
    reset();
    { const plain_bytes bytes(secret.begin(), secret.end()); }
    CHECK(witness<char>::bytes_not_zero == secret.size());
}

TEST_CASE("secret bytes are zero when their memory is given back") {
    reset();
    SECTION("by the destructor") {
        { const wiped_bytes bytes(secret.begin(), secret.end()); }
        CHECK(witness<char>::bytes_seen >= secret.size());
    }
    SECTION("by growth") {
        wiped_bytes bytes(secret.begin(), secret.end());
        bytes.reserve(1000);
        CHECK(witness<char>::bytes_seen >= secret.size());
        CHECK(std::string(bytes.begin(), bytes.end()) == secret);
    }
    SECTION("by assignment, and moving leaves nothing behind") {
        wiped_bytes bytes(secret.begin(), secret.end());
        const char* const memory = bytes.data();
        wiped_bytes target(10, 't');
        target = std::move(bytes);
        CHECK(target.data() == memory);
        CHECK(bytes.empty());
        CHECK(witness<char>::bytes_seen >= 10);
    }
    CHECK(witness<char>::bytes_not_zero == 0);
}

} // namespace detail_wiping_allocator_test
