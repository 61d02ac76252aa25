#pragma once

#include "../replay.hpp"
#include "kept_text.hpp"

#include <string_view>
#include <utility>

namespace webhooks::detail {

/// Claims an id, and releases it at the end of the scope unless it was committed, as when a handler throws. Movable: the
/// claim goes with the object.
template <replay_guard G>
class scoped_claim {
public:
    /// \param guard  must outlive the claim
    /// \param id     copied
    /// \throws what `guard.claim` throws; std::bad_alloc for an id of more than 64 characters
    scoped_claim(G& guard, std::string_view id)
        : guard_(&guard), id_(id), result_(claim()), holds_(result_ == claim_result::claimed) {}

    scoped_claim(scoped_claim&& other) noexcept
        : guard_(other.guard_), id_(std::move(other.id_)), ticket_(std::move(other.ticket_)),
          result_(other.result_), holds_(std::exchange(other.holds_, false)) {}
    scoped_claim& operator=(scoped_claim&& other) noexcept {
        if (this != &other) {
            release();
            guard_ = other.guard_;
            id_ = std::move(other.id_);
            ticket_ = std::move(other.ticket_);
            result_ = other.result_;
            holds_ = std::exchange(other.holds_, false);
        }
        return *this;
    }

    ~scoped_claim() { release(); }

    /// The result of the claim. The caller may handle the event only if this is `claimed`.
    [[nodiscard]] claim_result result() const noexcept { return result_; }

    /// True if the id was claimed by this object and neither committed nor released.
    [[nodiscard]] bool holds() const noexcept { return holds_; }

    /// Marks the id as handled. Has no effect if `holds` is false.
    /// \throws what `guard.commit` throws. The id is then released at the end of the scope
    void commit() {
        if (!holds_)
            return;
        if constexpr (has_ticket)
            guard_->commit(id_.text(), ticket_);
        else
            guard_->commit(id_.text());
        holds_ = false;
    }

    /// Returns the id unhandled. Has no effect if `holds` is false. Exceptions of `guard.release` are swallowed: a claim on
    /// an unreachable guard ends by its timeout.
    void release() noexcept {
        if (!std::exchange(holds_, false))
            return;
        try {
            if constexpr (has_ticket)
                guard_->release(id_.text(), ticket_);
            else
                guard_->release(id_.text());
        } catch (...) { // NOLINT(bugprone-empty-catch): see above
        }
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
            return guard_->claim(id_.text(), ticket_);
        else
            return guard_->claim(id_.text());
    }

    G* guard_;
    kept_text id_;
    [[no_unique_address]] typename ticket_of<G>::type ticket_{};
    claim_result result_;
    bool holds_;
};

} // namespace webhooks::detail
