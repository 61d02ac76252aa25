#pragma once

#include "explanation.hpp"
#include "hmac_pool.hpp"
#include "verified_by.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhooks::detail {

/// The secrets of a verifier: keyed contexts, and what explains a mismatch. Moved from, it has none.
class hmac_keys {
public:
    hmac_keys(hmac_pool::contexts keyed, std::optional<explanation> explains)
        : hmacs_(std::make_unique<hmac_pool>(std::move(keyed))), explanation_(std::move(explains)) {}

    [[nodiscard]] std::size_t size() const noexcept { return hmacs_ == nullptr ? 0 : hmacs_->size(); }

    /// The first secret that made one of the tags of `first` followed by `rest`. Takes the same time whichever it is.
    ///
    /// \param claim  if not null, set to a text that is the same whenever the same bytes are verified. With one tag, it
    ///               is from the tag of the secret that matches, so that it survives a change of the other secrets. With
    ///               several, it is from that of the current secret, because a sender can leave tags out.
    /// \throws std::bad_alloc
    [[nodiscard]] std::size_t match(std::string_view first, std::string_view rest,
                                    std::span<const sha256_digest> tags, bool has_several_tags,
                                    claim_text* claim) const {
        std::size_t matching = no_key;
        if (hmacs_ == nullptr)
            return matching;
        const auto borrowed = hmacs_->borrow();
        auto& hmacs = *borrowed;
        wiped_digest remembered;
        for (std::size_t i = 0; i != hmacs.size(); ++i) {
            const wiped_digest digest = hmacs[i].of(first, rest);
            bool matches = false;
            for (const sha256_digest& tag : tags)
                matches = equal_in_constant_time(digest, tag) || matches;
            const bool is_first = matches && matching == no_key;
            matching = is_first ? i : matching;
            if (claim != nullptr && (has_several_tags ? i == 0 : is_first))
                remembered = digest;
        }
        if (claim != nullptr && matching != no_key)
            claim->assign(remembered);
        return matching;
    }

    /// Why no secret matches.
    [[nodiscard]] std::string cause(const explanation::mismatch& of) const {
        return explanation_ ? explanation_->cause(of) : std::string(unknown_cause);
    }

private:
    std::unique_ptr<hmac_pool> hmacs_;
    std::optional<explanation> explanation_;
};

} // namespace webhooks::detail
