#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <memory>
#include <new>

#ifdef __linux__
#    include <sys/mman.h>
#endif

namespace scaivault::detail {

/// Asks for huge pages under large arrays that are read at random places: where each look is a miss of the caches,
/// it need not be one of the TLB too. What the system does not grant, or does not know, costs nothing.
template <class T>
class huge_page_allocator {
public:
    using value_type = T;

    huge_page_allocator() = default;

    template <class U>
    constexpr huge_page_allocator(const huge_page_allocator<U>&) noexcept {}

    /// \throws std::bad_alloc
    [[nodiscard]] T* allocate(std::size_t count) {
        if (!is_large(count))
            return std::allocator<T>().allocate(count);
        const std::size_t bytes = count * sizeof(T);
        void* const memory = ::operator new(bytes, alignment);
#ifdef MADV_HUGEPAGE
        static_cast<void>(::madvise(memory, bytes, MADV_HUGEPAGE)); // a wish
#endif
        return static_cast<T*>(memory);
    }

    void deallocate(T* memory, std::size_t count) noexcept {
        if (is_large(count))
            ::operator delete(memory, alignment);
        else
            std::allocator<T>().deallocate(memory, count);
    }

    template <class U>
    [[nodiscard]] constexpr bool operator==(const huge_page_allocator<U>&) const noexcept {
        return true;
    }

private:
    static constexpr std::size_t page = std::size_t{1}
                                        << 21U; // of x86-64, and of ARM with small pages of 4 KiB
    static constexpr std::align_val_t alignment{page};

    // Below, the second level of the TLB reaches, and an alignment of a page would waste too much.
    [[nodiscard]] static constexpr bool is_large(std::size_t count) noexcept {
        return count >= 4 * page / sizeof(T);
    }
};

} // namespace scaivault::detail
