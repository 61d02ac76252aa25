#pragma once

#include "../../detail/requirements.hpp"

#include <openssl/crypto.h>

#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace webhooks::detail {

/// Overwrites memory before it goes back to `Upstream`, in a way that the optimiser does not remove.
///
/// For `std::vector` only: it hands every byte it ever held back through `deallocate`, on destruction,
/// growth and assignment, and moving it leaves nothing behind. A `std::string` would keep short texts
/// inside itself, where no allocator sees them. `Upstream` must be stateless.
template <class T, class Upstream = std::allocator<T>>
class wiping_allocator {
    static_assert(std::is_trivially_copyable_v<T>, "only plain bytes can be wiped");
    static_assert(std::allocator_traits<Upstream>::is_always_equal::value);

public:
    using value_type = T;
    using is_always_equal = std::true_type;

    template <class U>
    struct rebind {
        using other = wiping_allocator<U, typename std::allocator_traits<Upstream>::template rebind_alloc<U>>;
    };

    wiping_allocator() = default;

    template <class U, class Other>
    constexpr wiping_allocator(const wiping_allocator<U, Other>&) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) {
        Upstream upstream;
        return std::allocator_traits<Upstream>::allocate(upstream, count);
    }

    void deallocate(T* memory, std::size_t count) noexcept {
        OPENSSL_cleanse(memory, count * sizeof(T));
        Upstream upstream;
        std::allocator_traits<Upstream>::deallocate(upstream, memory, count);
    }

    template <class U, class Other>
    [[nodiscard]] constexpr bool operator==(const wiping_allocator<U, Other>&) const noexcept {
        return true;
    }
};

/// Bytes that are wiped when they are let go.
using secret_bytes = std::vector<unsigned char, wiping_allocator<unsigned char>>;

/// The same bytes as a view.
[[nodiscard]] inline std::string_view text_of(const secret_bytes& secret) noexcept {
    return {reinterpret_cast<const char*>(secret.data()), secret.size()};
}

} // namespace webhooks::detail
