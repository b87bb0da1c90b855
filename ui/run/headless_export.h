// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <QString>

namespace cs::ui
{

/// Simulates every strategy of a scenario and writes the illustrated report, without a window.
ResultAll<void> exportWithoutWindow(const QString &scenarioPath, const QString &reportPath);

} // namespace cs::ui
