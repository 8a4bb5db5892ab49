using System.Globalization;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>
/// The tables of a ledger. A file with any other table, view or trigger is none: what a stranger's file would do when it is written to is
/// not tried.
/// </summary>
internal static class LedgerSchema
{
    /// <summary>Marks a SQLite file as a ledger: "LMLS".</summary>
    public const int ApplicationId = 0x4C4D4C53;

    /// <summary>The statements that make the tables, by the tables' names in order.</summary>
    private static readonly string[] Tables =
    [
        "CREATE TABLE model (id INTEGER PRIMARY KEY CHECK (id = 0), trial INTEGER NOT NULL, rung INTEGER NOT NULL, bytes BLOB NOT NULL, "
        + "seal BLOB NOT NULL)",
        "CREATE TABLE overdue (trial INTEGER PRIMARY KEY, without TEXT NOT NULL)",
        """
        CREATE TABLE rung (
            trial INTEGER NOT NULL, rung INTEGER NOT NULL, candidate TEXT NOT NULL, options TEXT NOT NULL, seed INTEGER NOT NULL,
            rows INTEGER NOT NULL, loss REAL, standard_error REAL, ticks INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT,
            row_losses BLOB, seal BLOB NOT NULL, PRIMARY KEY (trial, rung))
        """,
        "CREATE TABLE sweep (fingerprint TEXT NOT NULL)",
    ];

    /// <summary>Makes the tables.</summary>
    public static string Creation => string.Create(
        CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; {string.Join(";\n", Tables)};");

    /// <summary>Lists what a file has, one statement a row.</summary>
    public const string Listing = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name, type";

    /// <summary>Whether what a file has is what a ledger has.</summary>
    public static bool IsLedger(IEnumerable<string> statements) => statements.SequenceEqual(Tables, StringComparer.Ordinal);
}
