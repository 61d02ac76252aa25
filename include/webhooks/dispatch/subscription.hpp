#pragma once

#include "handler.hpp"
#include "pattern.hpp"
#include "plan.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

/// The shortest list of names and trailing wildcards that selects a given set of event types.
namespace webhooks::detail {

/// One element of a subscription: a name alone, or `*` or `**` behind a prefix that ends with a dot or is empty.
struct subscription_item {
    std::string_view prefix{};
    std::string_view wildcard{};

    [[nodiscard]] constexpr bool selects(std::string_view name) const {
        return name.starts_with(prefix) && matches(wildcard, name.substr(prefix.size()));
    }
};

/// One item of a list, and the wanted types that it and those before it do not select.
template <std::size_t Size>
struct subscription_step {
    subscription_item item{};
    std::array<bool, Size> left{};
};

template <std::size_t Size>
constexpr bool any_left(const std::array<bool, Size>& left) {
    return std::find(left.begin(), left.end(), true) != left.end();
}

/// The item for the first type in `left`, which is not empty: the largest one that selects this type and wanted types alone;
/// of those that select the same, the narrowest: the name, then `*`, then the longest prefix.
///
/// These items are a shortest list: the sets that names, `prefix.*` and `prefix.**` select are laminar (two of them are
/// disjoint, or one contains the other), so the largest ones are disjoint, and every list has an item inside each of them.
template <std::size_t Size>
constexpr subscription_step<Size> next_subscription_item(const std::array<std::string_view, Size>& names,
                                                         const std::array<bool, Size>& wanted,
                                                         const std::array<bool, Size>& left) {
    const auto index = static_cast<std::size_t>(std::find(left.begin(), left.end(), true) - left.begin());
    const auto name = names[index];
    subscription_step<Size> best{{name, ""}, left};
    best.left[index] = false;
    std::size_t most = 1;
    const auto consider = [&](const subscription_item& item) {
        subscription_step<Size> step{item, left};
        std::size_t count = 0;
        for (std::size_t i = 0; i != Size; ++i)
            if (item.selects(names[i])) {
                if (!wanted[i])
                    return;
                step.left[i] = false;
                ++count;
            }
        if (count > most) {
            best = step;
            most = count;
        }
    };
    std::size_t end = name.rfind('.') + 1; // 0 where there is no dot
    consider({name.substr(0, end), "*"});
    consider({name.substr(0, end), "**"});
    while (end != 0) {
        end = end == 1 ? 0 : name.rfind('.', end - 2) + 1;
        consider({name.substr(0, end), "**"});
    }
    return best;
}

/// The subscription of a list of handlers, as texts that live as long as the program.
template <class Catalog, class... Specs>
class subscription_of {
    static constexpr std::size_t types = Catalog::size;

    /// What the patterns take; `otherwise` and `ignore_rest` ask for nothing.
    static constexpr std::array<bool, types> wanted = [] {
        std::array<bool, types> mask{};
        for (std::size_t i = 0; i != types; ++i)
            mask[i] = ((asks<Specs> && wanted_by<Catalog, Specs>[i]) || ...);
        return mask;
    }();

    template <std::size_t Nth>
    static consteval subscription_step<types> find_step() {
        if constexpr (Nth == 0)
            return {{}, wanted};
        else
            return next_subscription_item(Catalog::names, wanted, step<Nth - 1>.left);
    }

    // A constant evaluation for each item, so that a large catalog stays inside the compilers' limits.
    template <std::size_t Nth>
    static constexpr subscription_step<types> step = find_step<Nth>();

    template <std::size_t Size>
    static consteval auto collect() {
        if constexpr (any_left(step<Size>.left))
            return collect<Size + 1>();
        else
            return with_indices<Size>([]<std::size_t... Nth>() {
                return std::array<subscription_item, Size>{step<Nth + 1>.item...};
            });
    }

    static constexpr auto list = collect<0>();

    static constexpr std::size_t length = [] {
        std::size_t sum = 0;
        for (const auto& item : list)
            sum += item.prefix.size() + item.wildcard.size();
        return sum;
    }();

    /// The texts of all items, one behind the other.
    static constexpr std::array<char, length> text = [] {
        std::array<char, length> all{};
        auto* next = all.data();
        for (const auto& item : list)
            for (const auto part : {item.prefix, item.wildcard})
                next = std::copy_n(part.data(), part.size(), next);
        return all;
    }();

public:
    static constexpr std::array<std::string_view, list.size()> patterns = [] {
        std::array<std::string_view, list.size()> views{};
        const auto* begin = text.data();
        for (std::size_t i = 0; i != list.size(); ++i) {
            views[i] = {begin, list[i].prefix.size() + list[i].wildcard.size()};
            begin += views[i].size();
        }
        return views;
    }();

    static constexpr std::array<std::string_view, std::count(wanted.begin(), wanted.end(), true)> names = [] {
        std::array<std::string_view, std::count(wanted.begin(), wanted.end(), true)> views{};
        std::size_t next = 0;
        for (std::size_t i = 0; i != types; ++i)
            if (wanted[i])
                views[next++] = Catalog::names[i];
        return views;
    }();
};

} // namespace webhooks::detail
