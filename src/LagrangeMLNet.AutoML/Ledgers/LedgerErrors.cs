using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>The wording of every complaint about a ledger.</summary>
[StackTraceHidden]
internal static class LedgerErrors
{
    // Primary result codes of SQLite (sqlite.org/rescode.html).
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    [DoesNotReturn]
    public static void Exists(string path) =>
        throw new IOException($"'{path}' is there already. Resume it, delete it, or give the ledger another name.");

    [DoesNotReturn]
    public static void Missing(string path) =>
        throw new FileNotFoundException($"There is no ledger '{path}'. Start a sweep with SweepOptions.LedgerPath, and resume that.", path);

    [DoesNotReturn]
    public static void Folder(string path) => throw new ArgumentException(
        $"The ledger '{path}' is a folder. Give the name of a file in it.");

    [DoesNotReturn]
    public static void NoFolder(string path, string folder) => throw new IOException(
        $"The ledger '{path}' cannot be written: there is no folder '{folder}'. Make it, or give the ledger another place.");

    [DoesNotReturn]
    public static void Foreign(string path) => throw new InvalidOperationException(
        $"'{path}' is a SQLite file, but not a ledger of a sweep. Give the path of a ledger.");

    [DoesNotReturn]
    public static void OtherSchema(string path) => throw new InvalidOperationException(
        $"'{path}' has not the tables of a ledger of this version. Resume it with the version that wrote it, or start a new sweep with "
        + "another ledger.");

    [DoesNotReturn]
    public static void Damaged(string path, string how) => throw new InvalidOperationException(
        $"The ledger '{path}' is damaged: {how}. Start a new sweep with another ledger.");

    [DoesNotReturn]
    public static void Changed(string path, string where, string column, string found, string allowed) =>
        throw new InvalidOperationException(
        $"The ledger '{path}' is not as a sweep wrote it: in {where}, {column} is {found}; allowed is {allowed}. "
        + "Resume an unchanged copy, or start a new sweep with another ledger.");

    [DoesNotReturn]
    public static void OtherSweep(string path, string found, string wanted) => throw new InvalidOperationException(
        $"The ledger '{path}' is of another sweep. It was written for: {found}. This sweep is: {wanted}. Resume it with the same data and "
        + "settings.");

    /// <summary>Says a SQLite error in words.</summary>
    [DoesNotReturn]
    public static void Rethrow(string path, SqliteException error)
    {
        switch (error.SqliteErrorCode)
        {
            case Busy or Locked:
                throw new IOException(
                    $"The ledger '{path}' is in use by another process. Wait for it to end, or use another ledger.", error);
            case Corrupt or NotADatabase:
                throw new InvalidOperationException(
                    $"'{path}' is damaged or no ledger: {error.Message} Start a new sweep with another ledger.", error);
            case Full:
                throw new IOException(
                    $"The disk is full; the ledger '{path}' holds all that was finished. Make room and resume it.", error);
            case InputOutput:
                throw new IOException(
                    $"The ledger '{path}' cannot be written: {error.Message} It holds all that was finished. See whether its disk is full, "
                    + "or a limit on the size of files is reached; then resume it.",
                    error);
            case CannotOpen or ReadOnly:
                throw new IOException($"The ledger '{path}' cannot be written. Check its folder and permissions.", error);
            default:
                throw new InvalidOperationException(
                    $"The ledger '{path}' cannot be used: {error.Message} It may not be one; start a new sweep with another ledger.",
                    error);
        }
    }
}
