// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/json_tree.h"
#include "sim/model/scenario.h"

#include <string>
#include <vector>

namespace cs
{

/// What a scenario says, as its file would: the head first, then every key that has not its default.
JsonTree scenarioTree(const Scenario &scenario);

/// A value that two trees have differently: the path to it, and what each says. Empty where one says nothing.
struct TreeDifference {
    std::string path; ///< strategies["Redis"].layers["Cache"].capacity
    std::string before, after; ///< as JSON
    bool operator==(const TreeDifference &) const = default;
};

/// Values that differ, at the deepest place where both have one. Elements of lists go by their "name" where all have
/// one, else by position. A key that one leaves out has its default there.
std::vector<TreeDifference> differences(const JsonTree &before, const JsonTree &after, const std::string &path = {});

/// The "name" of a record, or empty.
std::string nameIn(const JsonTree &record);

} // namespace cs
