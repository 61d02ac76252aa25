#pragma once

#include "handler.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

/// The shortest list of names and trailing wildcards that selects a given set of event types.
namespace scaivault::detail {

/// One element of a subscription: a name, or a prefix with a wildcard after it.
struct subscription_item {
    std::string_view text{}; ///< the name, or the prefix without its last dot; empty for `**` alone
    std::string_view wildcard{};
};

template <std::size_t Size>
struct subscription_list {
    std::array<subscription_item, Size> items{};
    std::size_t size = 0;
};

/// Finds the list. The sets that names, `prefix.*` and `prefix.**` select are laminar: two of them are disjoint
/// or one holds the other. So the largest sets that select wanted types alone are disjoint, every list must
/// have an element inside each of them, and taking exactly these is shortest.
template <std::size_t Size>
class subscription_search {
public:
    using mask = std::array<bool, Size>;

    constexpr subscription_search(const std::array<std::string_view, Size>& names, const mask& wanted)
        : names_(names), wanted_(wanted) {
        for (std::size_t i = 0; i != Size; ++i)
            order_[i] = i;
        std::sort(order_.begin(), order_.end(),
                  [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
        for (std::size_t i = 0; i != Size; ++i)
            unwanted_before_[i + 1] = unwanted_before_[i] + (wanted[order_[i]] ? 0U : 1U);
    }

    /// In the order of `names`, each element where the first type that it selects stands.
    [[nodiscard]] constexpr subscription_list<Size> find() const {
        subscription_list<Size> list;
        mask covered{};
        for (std::size_t i = 0; i != Size; ++i) {
            if (!wanted_[i] || covered[i])
                continue;
            const auto best = largest(names_[i]);
            for (std::size_t at = best.begin; at != best.end; ++at)
                if (!best.one_segment || one_segment_below(names_[order_[at]], best.item.text))
                    covered[order_[at]] = true;
            covered[i] = true;
            list.items[list.size++] = best.item;
        }
        return list;
    }

private:
    struct selection {
        subscription_item item{};
        std::size_t begin = 0, end = 0; ///< where the types below the prefix stand in `order_`
        std::size_t size = 0;           ///< how many it selects
        bool one_segment = false;       ///< of those, only the ones a single segment below
    };

    /// The largest selection with `name` in it that has wanted types alone; of those that select the same, the
    /// narrowest: the name itself, then the longest prefix, then `*`.
    [[nodiscard]] constexpr selection largest(std::string_view name) const {
        selection best{{name, {}}, 0, 0, 1, false};
        for (std::size_t dot = name.rfind('.');; dot = name.rfind('.', dot - 1)) {
            const auto prefix = dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
            const auto [begin, end] = below(prefix);
            if (dot == name.rfind('.'))
                consider(best, one_segment(prefix, begin, end));
            if (unwanted_before_[end] == unwanted_before_[begin])
                consider(best, {{prefix, "**"}, begin, end, end - begin, false});
            if (prefix.empty())
                return best;
        }
    }

    static constexpr void consider(selection& best, const selection& other) {
        if (other.size > best.size)
            best = other;
    }

    /// `prefix.*`; of size 0 when it selects a type that is not wanted.
    [[nodiscard]] constexpr selection one_segment(std::string_view prefix, std::size_t begin,
                                                  std::size_t end) const {
        selection found{{prefix, "*"}, begin, end, 0, true};
        for (std::size_t at = begin; at != end; ++at) {
            if (!one_segment_below(names_[order_[at]], prefix))
                continue;
            if (!wanted_[order_[at]])
                return {};
            ++found.size;
        }
        return found;
    }

    [[nodiscard]] static constexpr bool one_segment_below(std::string_view name, std::string_view prefix) {
        return find_character(name, '.', prefix.empty() ? 0 : prefix.size() + 1) == std::string_view::npos;
    }

    struct range {
        std::size_t begin, end;
    };

    /// The types below a prefix stand together in the sorted order.
    [[nodiscard]] constexpr range below(std::string_view prefix) const {
        if (prefix.empty())
            return {0, Size};
        const auto before = [&](std::size_t index) { return compare(names_[index], prefix) < 0; };
        const auto not_after = [&](std::size_t index) { return compare(names_[index], prefix) <= 0; };
        const auto begin = std::partition_point(order_.begin(), order_.end(), before);
        const auto end = std::partition_point(begin, order_.end(), not_after);
        return {static_cast<std::size_t>(begin - order_.begin()),
                static_cast<std::size_t>(end - order_.begin())};
    }

    /// Where `name` stands to the names that begin with `prefix` and a dot: before (-1), among (0) or after (1).
    [[nodiscard]] static constexpr int compare(std::string_view name, std::string_view prefix) {
        const auto head = name.substr(0, prefix.size());
        if (head != prefix)
            return head < prefix ? -1 : 1;
        if (name.size() == prefix.size() || name[prefix.size()] < '.')
            return -1;
        return name[prefix.size()] == '.' ? 0 : 1;
    }

    const std::array<std::string_view, Size>& names_;
    const mask& wanted_;
    std::array<std::size_t, Size> order_{};
    std::array<std::size_t, Size + 1> unwanted_before_{};
};

/// The subscription of a list of handlers, as texts that live as long as the program.
template <class Catalog, class... Specs>
class subscription_of {
    static constexpr std::size_t types = Catalog::size;

    template <class Spec>
    static constexpr void add_wanted(std::array<bool, types>& mask) {
        if constexpr (asks<Spec>)
            for (std::size_t i = 0; i != types; ++i)
                mask[i] = mask[i] || wanted_by<Catalog, Spec>[i];
    }

    /// What the patterns take; `otherwise` and `ignore_rest` ask for nothing.
    static constexpr std::array<bool, types> wanted = [] {
        std::array<bool, types> mask{};
        (add_wanted<Specs>(mask), ...);
        return mask;
    }();

    static constexpr auto list = subscription_search<types>{Catalog::names, wanted}.find();

    static constexpr std::size_t length = [] {
        std::size_t sum = 0;
        for (const auto& item : list.items)
            sum += item.text.size() + item.wildcard.size() + 1;
        return sum;
    }();

    struct characters {
        std::array<char, length> text{};
        std::array<std::size_t, types + 1> end{};
    };

    static constexpr characters joined = [] {
        characters all{};
        std::size_t at = 0;
        for (std::size_t i = 0; i != list.size; ++i) {
            const auto& item = list.items[i];
            const auto append = [&](std::string_view part) {
                std::copy_n(part.data(), part.size(), all.text.begin() + static_cast<std::ptrdiff_t>(at));
                at += part.size();
            };
            append(item.text);
            if (!item.text.empty() && !item.wildcard.empty())
                append(".");
            append(item.wildcard);
            all.end[i + 1] = at;
        }
        return all;
    }();

public:
    static constexpr std::array<std::string_view, list.size> patterns = [] {
        std::array<std::string_view, list.size> views{};
        for (std::size_t i = 0; i != list.size; ++i)
            views[i] = {joined.text.data() + joined.end[i], joined.end[i + 1] - joined.end[i]};
        return views;
    }();

    static constexpr std::size_t name_count =
        static_cast<std::size_t>(std::count(wanted.begin(), wanted.end(), true));

    static constexpr std::array<std::string_view, name_count> names = [] {
        std::array<std::string_view, name_count> views{};
        std::size_t next = 0;
        for (std::size_t i = 0; i != types; ++i)
            if (wanted[i])
                views[next++] = Catalog::names[i];
        return views;
    }();
};

} // namespace scaivault::detail
