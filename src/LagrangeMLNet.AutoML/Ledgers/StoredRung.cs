using System.Globalization;
using System.Runtime.InteropServices;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;
using Microsoft.Data.Sqlite;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>A row of the table <c>rung</c>: what a trial gave on a subset, as it is written.</summary>
internal sealed record StoredRung(
    long Trial, long Rung, string Candidate, string Options, long Seed, long Rows, double? Loss, double? StandardError, long Ticks,
    string Outcome, string? Reason, byte[]? RowLosses)
{
    /// <summary>The columns, in the order in which they are read.</summary>
    public const string Columns =
        "trial, rung, candidate, options, seed, rows, loss, standard_error, ticks, outcome, reason, row_losses, seal";

    private const string GoesOn = "goes on";

    /// <summary>The row for what a trial gave.</summary>
    public static StoredRung Of(Trial trial, int rung, int rows, RungResult? result, SweepTrialState? state, string? reason) => new(
        trial.Number, rung, trial.Name, trial.Options, trial.Seed, rows, result?.Point.Loss, Finite(result?.Point.StandardError),
        result?.Point.Duration.Ticks ?? 0, state?.ToString().ToLowerInvariant() ?? GoesOn, reason,
        result is null ? null : MemoryMarshal.AsBytes(result.RowLosses.AsSpan()).ToArray());

    /// <summary>Reads and checks a row: a ledger is data that anyone may have written to.</summary>
    /// <param name="reader">Stands on the row; its columns are <see cref="Columns"/>.</param>
    /// <param name="ledger">Path of the ledger, for errors.</param>
    /// <param name="fingerprint">The sweep that the ledger says it is of.</param>
    /// <exception cref="InvalidOperationException">
    /// The row is not what a sweep wrote; the message names the file, the row and the value.
    /// </exception>
    public static StoredRung Read(SqliteDataReader reader, string ledger, string fingerprint)
    {
        string where = $"row {Text(reader.GetValue(0))}/{Text(reader.GetValue(1))} (trial/rung) of table rung";
        var row = new StoredRung(
            Value<long>(0), Value<long>(1), Value<string>(2), Value<string>(3), Value<long>(4), Value<long>(5), Optional<double>(6),
            Optional<double>(7), Value<long>(8), Value<string>(9), OptionalText(10), reader.IsDBNull(11) ? null : Value<byte[]>(11));
        Check(row.Loss is null or (>= 0 and < double.PositiveInfinity), 6, "a finite number of 0 or more");
        Check(row.StandardError is null or (>= 0 and < double.PositiveInfinity), 7, "a finite number of 0 or more");
        Check(row.Ticks >= 0, 8, "0 or more");
        Check(row.Outcome is GoesOn or "complete" or "pruned" or "failed", 9, $"'{GoesOn}', 'complete', 'pruned' or 'failed'");
        bool isResult = row.Loss is not null;
        Check(isResult == (row.RowLosses is not null), 6, "a finite number of 0 or more where there are row_losses, and else nothing");
        Check(isResult == (row.StandardError is not null), 7, "a finite number of 0 or more where there are row_losses, and else nothing");
        Check(
            isResult ? row.Outcome != "failed" : row is { Outcome: "failed" or "pruned", Reason: not null },
            9, "'failed' or 'pruned', with a reason, where there is no loss, and else not 'failed'");
        if (row.RowLosses is { } bytes)
        {
            Check(bytes.Length > 0 && bytes.Length % sizeof(float) == 0, 11, "one 4-byte number for each row");
            var losses = MemoryMarshal.Cast<byte, float>(bytes);
            foreach (float loss in losses)
                Check(loss is >= 0 and < float.PositiveInfinity, 11, "finite losses of 0 or more");
            float[] numbers = losses.ToArray();
            var (mean, error) = RungResult.Moments(numbers.Length, i => numbers[i]);
            Check(mean == row.Loss, 6, string.Create(CultureInfo.InvariantCulture, $"{mean:R}, the mean of the row's row_losses"));
            Check(Finite(error) == row.StandardError, 7, string.Create(
                CultureInfo.InvariantCulture, $"{Finite(error):R}, the standard error of the row's row_losses"));
        }

        if (!LedgerSeal.Of(fingerprint, row).AsSpan().SequenceEqual(Value<byte[]>(12)))
            LedgerErrors.Changed(ledger, where, "seal", Text(reader.GetValue(12)), "the one of the row's other values in this ledger");
        return row;

        void Check(bool isSound, int column, string allowed)
        {
            if (!isSound)
                LedgerErrors.Changed(ledger, where, reader.GetName(column), Text(reader.GetValue(column)), allowed);
        }

        T Value<T>(int column) => reader.GetValue(column) is T value ? value : Complain<T>(column);

        T? Optional<T>(int column)
            where T : struct => reader.IsDBNull(column) ? null : Value<T>(column);

        string? OptionalText(int column) => reader.IsDBNull(column) ? null : Value<string>(column);

        T Complain<T>(int column)
        {
            LedgerErrors.Changed(ledger, where, reader.GetName(column), Text(reader.GetValue(column)), $"of type {typeof(T).Name}");
            return default!;
        }
    }

    /// <summary>The row as the sweep resumes from it.</summary>
    public LedgerRow ToRow() => this switch
    {
        { Outcome: "failed" } => new LedgerRow(null, Reason),
        { Loss: null } => new LedgerRow(null, null, Reason),
        _ => new LedgerRow(
            new RungResult(
                new SweepRung(
                    (int)Rung,
                    (int)Rows,
                    Loss.Value,
                    StandardError!.Value,
                    new TimeSpan(Ticks)), MemoryMarshal.Cast<byte, float>(RowLosses).ToArray()),
            null),
    };

    /// <summary>SQLite has no infinity that it would give back as one everywhere.</summary>
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : value is null ? null : 0;

    private static string Text(object value) => value switch
    {
        DBNull => "nothing",
        byte[] bytes =>
            string.Create(
                CultureInfo.InvariantCulture, $"{bytes.Length} bytes ({Convert.ToHexString(bytes.AsSpan(0, Math.Min(8, bytes.Length)))}…)"),
        string { Length: > 60 } text => $"'{text[..60]}…'",
        string text => $"'{text}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
