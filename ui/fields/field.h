// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/quantity.h"
#include "sim/model/scenario.h"

#include <QString>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cs::ui
{

enum class EditorKind { text, choice, flag, law };

/// A value as the file spells it and as the screen shows it.
struct Choice {
    QString value;
    QString label;
};

/// One editable property of a T as text with units: what a table cell, a form field and the clipboard all use.
template <class T>
struct Field {
    QString id; ///< also the object name
    QString label; ///< "Reads"
    QString tip; ///< meaning and unit
    EditorKind editor = EditorKind::text;
    std::vector<Choice> choices;
    Unit unit = Unit::number; ///< of a law's parameters
    std::function<QString(const T &)> get;
    std::function<Result<void>(T &, const std::string &)> set;
    std::function<QString(const T &)> display; ///< short text for a table; empty = get
    std::function<bool(const T &)> applies; ///< empty = always
    std::function<QString(const T &, const Scenario &)> hint; ///< what an empty field means
};

/// A field that knows where in the scenario it is. Without a target (nothing selected) `get` gives nothing.
struct BoundField {
    QString id, label, tip;
    EditorKind editor = EditorKind::text;
    std::vector<Choice> choices;
    Unit unit = Unit::number;
    std::function<std::optional<QString>(const Scenario &)> get;
    std::function<Result<void>(Scenario &, const std::string &)> set;
    std::function<bool(const Scenario &)> applies;
    std::function<QString(const Scenario &)> hint;
    std::function<QString()> owner; ///< "Redis", for "Edit TTL of Redis"; may be empty
    std::function<bool(const Scenario &)> simulated; ///< false: the engine refuses this scenario; empty = not asked
};

/// `target(scenario)` gives a pointer to the T being edited, or nullptr.
template <class T, class Target>
BoundField bind(const Field<T> &field, Target target)
{
    BoundField bound;
    bound.id = field.id;
    bound.label = field.label;
    bound.tip = field.tip;
    bound.editor = field.editor;
    bound.choices = field.choices;
    bound.unit = field.unit;
    // The accessor promises not to change what it only looks at.
    const auto look
        = [target](const Scenario &scenario) -> const T * { return target(const_cast<Scenario &>(scenario)); };
    bound.get = [look, get = field.get](const Scenario &scenario) -> std::optional<QString> {
        const T *object = look(scenario);
        return object ? std::optional(get(*object)) : std::nullopt;
    };
    bound.set = [target, set = field.set](Scenario &scenario, const std::string &text) -> Result<void> {
        T *object = target(scenario);
        return object ? set(*object, text) : fail("nothing is selected");
    };
    bound.applies = [look, applies = field.applies](const Scenario &scenario) {
        const T *object = look(scenario);
        return object && (!applies || applies(*object));
    };
    bound.hint = [look, hint = field.hint](const Scenario &scenario) {
        const T *object = look(scenario);
        return object && hint ? hint(*object, scenario) : QString();
    };
    return bound;
}

template <class T>
const Field<T> *fieldNamed(const std::vector<Field<T>> &fields, const QString &id)
{
    for (const auto &field : fields)
        if (field.id == id)
            return &field;
    return nullptr;
}

} // namespace cs::ui
