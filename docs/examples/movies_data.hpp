#pragma once
// Who played whom in a few well-known films: the data of the example `movies`.
// Facts only, written down by hand.

#include <bolt/value.hpp>

#include <array>
#include <utility>

namespace example {

struct Role {
    const char* title;
    int released;
    const char* actor;
    const char* role;
};

constexpr std::array kRoles = {
    Role{"The Matrix", 1999, "Keanu Reeves", "Neo"},
    Role{"The Matrix", 1999, "Laurence Fishburne", "Morpheus"},
    Role{"The Matrix", 1999, "Carrie-Anne Moss", "Trinity"},
    Role{"Speed", 1994, "Keanu Reeves", "Jack Traven"},
    Role{"Speed", 1994, "Sandra Bullock", "Annie Porter"},
    Role{"Gravity", 2013, "Sandra Bullock", "Ryan Stone"},
    Role{"Gravity", 2013, "George Clooney", "Matt Kowalski"},
    Role{"Ocean's Eleven", 2001, "George Clooney", "Danny Ocean"},
    Role{"Ocean's Eleven", 2001, "Brad Pitt", "Rusty Ryan"},
    Role{"Seven", 1995, "Brad Pitt", "David Mills"},
    Role{"Seven", 1995, "Morgan Freeman", "William Somerset"},
    Role{"Mystic River", 2003, "Laurence Fishburne", "Whitey Powers"},
    Role{"Mystic River", 2003, "Tim Robbins", "Dave Boyle"},
    Role{"The Shawshank Redemption", 1994, "Tim Robbins", "Andy Dufresne"},
    Role{"The Shawshank Redemption", 1994, "Morgan Freeman", "Red"},
};

/// One map for each role, as the query that loads them takes them.
inline bolt::List roles() {
    bolt::List list;
    for (const Role& role : kRoles) {
        bolt::Map map;
        map.set("title", role.title).set("released", role.released);
        list.emplace_back(std::move(map.set("actor", role.actor).set("role", role.role)));
    }
    return list;
}

}  // namespace example
