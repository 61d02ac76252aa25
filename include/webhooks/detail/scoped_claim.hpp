#pragma once

#include "../replay.hpp"

#include <string_view>

namespace webhooks::detail {

/// Claims an id, and releases it at the end of the scope unless it was committed, as when a handler throws.
template <replay_guard G>
class scoped_claim {
public:
    /// \param guard  must outlive the claim
    /// \param id     must outlive the claim
    /// \throws what `guard.claim` throws
    scoped_claim(G& guard, std::string_view id) : guard_(guard), id_(id), result_(claim()) {}

    scoped_claim(const scoped_claim&) = delete;
    scoped_claim& operator=(const scoped_claim&) = delete;

    /// Releases the id if it was claimed and not committed. Exceptions of `guard.release` are swallowed: a claim on an
    /// unreachable guard ends by its timeout.
    ~scoped_claim() {
        if (result_ != claim_result::claimed || is_committed_)
            return;
        try {
            if constexpr (has_ticket)
                guard_.release(id_, ticket_);
            else
                guard_.release(id_);
        } catch (...) { // NOLINT(bugprone-empty-catch): see above
        }
    }

    /// The result of the claim. The caller may handle the event only if this is `claimed`.
    [[nodiscard]] claim_result result() const noexcept { return result_; }

    /// Marks the id as handled. Has no effect if the id was not claimed.
    /// \throws what `guard.commit` throws. The id is then released at the end of the scope
    void commit() {
        if (result_ != claim_result::claimed || is_committed_)
            return;
        if constexpr (has_ticket)
            guard_.commit(id_, ticket_);
        else
            guard_.commit(id_);
        is_committed_ = true;
    }

private:
    static constexpr bool has_ticket = ticketed_replay_guard<G>;

    struct no_ticket {};
    template <class Guard>
    struct ticket_of {
        using type = no_ticket;
    };
    template <ticketed_replay_guard Guard>
    struct ticket_of<Guard> {
        using type = typename Guard::ticket;
    };

    [[nodiscard]] claim_result claim() {
        if constexpr (has_ticket)
            return guard_.claim(id_, ticket_);
        else
            return guard_.claim(id_);
    }

    G& guard_;
    std::string_view id_;
    [[no_unique_address]] typename ticket_of<G>::type ticket_{};
    claim_result result_;
    bool is_committed_ = false;
};

} // namespace webhooks::detail
