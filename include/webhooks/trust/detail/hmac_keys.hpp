#pragma once

#include "explanation.hpp"
#include "hmac_pool.hpp"
#include "verified_by.hpp"
#include "wiping_allocator.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhooks::detail {

/// The secrets of a verifier: keyed contexts, and what explains a mismatch. Moved from, it has none.
class hmac_keys {
public:
    /// \param explains  whether the secrets are kept to explain a mismatch
    hmac_keys(std::vector<secret_bytes> secrets, bool explains)
        : hmacs_(std::make_unique<hmac_pool>(keyed_with(secrets))),
          explanation_(explains ? std::make_unique<replaceable_explanation>(std::move(secrets)) : nullptr) {}

    /// Replaces the secrets while other threads call `match`.
    ///
    /// \throws std::invalid_argument if this was moved from; std::runtime_error if OpenSSL fails. The old ones then stay
    void replace(std::vector<secret_bytes> secrets) {
        if (hmacs_ == nullptr)
            throw std::invalid_argument("webhooks: the verifier was moved from");
        hmacs_->replace(keyed_with(secrets));
        if (explanation_)
            explanation_->replace(std::move(secrets));
    }

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
        return explanation_ != nullptr ? explanation_->cause(of) : std::string(unknown_cause);
    }

private:
    [[nodiscard]] static hmac_pool::contexts keyed_with(const std::vector<secret_bytes>& secrets) {
        hmac_pool::contexts keyed;
        keyed.reserve(secrets.size());
        for (const secret_bytes& secret : secrets)
            keyed.emplace_back(text_of(secret));
        return keyed;
    }

    std::unique_ptr<hmac_pool> hmacs_;
    std::unique_ptr<replaceable_explanation> explanation_;
};

} // namespace webhooks::detail
