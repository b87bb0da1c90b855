// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace cs::ui
{

/// Folder of the scenarios that come with the program: beside the installed program, else in the source tree.
QString shippedScenariosFolder();

/// What one sees without a scenario: open, import, new, recent files, and the shipped scenarios with their lessons.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(QWidget *parent = nullptr);

    void setRecent(const QStringList &files);
    /// Offers unsaved work of a program that has ended early.
    void offerRecovery(const QString &text);

Q_SIGNALS:
    void openRequested();
    void newRequested();
    void importRequested();
    void fileChosen(const QString &path);
    void shippedChosen(const QString &path);
    void recoveryAnswered(bool restore);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fillGallery();

    QVBoxLayout *m_recent;
    QVBoxLayout *m_gallery;
    QVBoxLayout *m_recovery;
    bool m_filled = false;
};

} // namespace cs::ui
