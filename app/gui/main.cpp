// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/version.h"
#include "ui/common/icons.h"
#include "ui/common/settings.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/main_window.h"
#include "ui/run/exports.h"
#include "ui/run/headless_export.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QTemporaryDir>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace
{

enum ExitCode { exitDone = 0, exitBadInput = 1, exitUsage = 2 };

constexpr const char *usage = R"(Usage: cache-strategist [FILE]
       cache-strategist --export REPORT SCENARIO

Plans caches by simulation: opens a scenario (*.scenario.json), or imports an access log.

Options:
  --export REPORT   Simulate every strategy of SCENARIO and write the illustrated report, without a window;
                    REPORT ends in .pdf, .html or .md
  -h, --help        Show this text
  -v, --version     Show the version

Exit codes: 0 done, 1 bad input or no display, 2 wrong usage.
)";

bool isSet(const char *name)
{
    const char *value = std::getenv(name);
    return value && *value;
}

bool hasDisplay()
{
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

/// Where the system gives no runtime folder (cron, containers), Qt would complain and share one in /tmp between all
/// programs: give it one of its own, for as long as the program runs.
class RuntimeFolder
{
public:
    RuntimeFolder()
    {
        if (isSet("XDG_RUNTIME_DIR"))
            return;
        m_folder.emplace(QDir::tempPath() + QStringLiteral("/cache-strategist-XXXXXX"));
        if (m_folder->isValid())
            qputenv("XDG_RUNTIME_DIR", m_folder->path().toLocal8Bit());
    }

private:
    std::optional<QTemporaryDir> m_folder;
};

int wrongUsage(const QString &message)
{
    std::fprintf(stderr, "cache-strategist: %s\n%s", qPrintable(message), usage);
    return exitUsage;
}

int exportReport(const QString &report, const QString &scenario)
{
    if (!cs::ui::isReportPath(report))
        return wrongUsage(QStringLiteral("a report ends in .pdf, .html or .md: \"%1\"").arg(report));
    const auto done = cs::ui::exportWithoutWindow(scenario, report);
    if (done)
        return exitDone;
    for (const cs::Error &error : done.error())
        std::fprintf(stderr, "cache-strategist: %s\n", error.text().c_str());
    return exitBadInput;
}

int showWindow(QApplication &application, const QStringList &files)
{
    cs::ui::applyTheme(cs::ui::Settings().theme());
    cs::ui::MainWindow window;
    window.show();
    if (!files.isEmpty())
        QMetaObject::invokeMethod(
            &window, [&window, file = files.front()] { window.openFile(file); }, Qt::QueuedConnection);
    return application.exec();
}

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int index = 0; index < argc; ++index)
        arguments << QString::fromLocal8Bit(argv[index]);
    QCommandLineParser parser;
    const QCommandLineOption help(QStringList { QStringLiteral("h"), QStringLiteral("help") });
    const QCommandLineOption version(QStringList { QStringLiteral("v"), QStringLiteral("version") });
    const QCommandLineOption report(QStringLiteral("export"), QString(), QStringLiteral("REPORT"));
    const QCommandLineOption platform(QStringLiteral("platform"), QString(), QStringLiteral("NAME"));
    parser.addOptions({ help, version, report, platform });
    if (!parser.parse(arguments))
        return wrongUsage(parser.errorText());
    if (parser.isSet(help)) {
        std::fputs(usage, stdout);
        return exitDone;
    }
    if (parser.isSet(version)) {
        std::printf("cache-strategist %s\n", cs::version);
        return exitDone;
    }
    const QStringList files = parser.positionalArguments();
    const bool headless = parser.isSet(report);
    if (headless ? files.size() != 1 : files.size() > 1)
        return wrongUsage(
            headless ? QStringLiteral("--export needs one scenario") : QStringLiteral("one file at a time"));
    if (headless) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    } else if (!hasDisplay() && !parser.isSet(platform)) {
        std::fputs("cache-strategist: there is no display; --export REPORT SCENARIO works without one\n", stderr);
        return exitBadInput;
    }
    const RuntimeFolder runtimeFolder;
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("cache-strategist"));
    QApplication::setApplicationName(QStringLiteral("cache-strategist"));
    QApplication::setApplicationDisplayName(QStringLiteral("Cache Strategist"));
    QApplication::setApplicationVersion(cs::ui::qs(cs::version));
    QApplication::setDesktopFileName(QStringLiteral("cache-strategist"));
    QApplication::setWindowIcon(cs::ui::applicationIcon());
    return headless ? exportReport(parser.value(report), files.front()) : showWindow(application, files);
}
