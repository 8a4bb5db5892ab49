using LagrangeMLNet.AutoML.Ledgers;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>A ledger is data that anyone may have written to.</summary>
public sealed class ForeignLedgerTests : IDisposable
{
    private static readonly Lazy<byte[]> Written = new(Write);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-foreign-");

    private string Ledger => Path.Combine(_folder.FullName, "sweep.ledger");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("UPDATE rung SET loss = -5 WHERE trial = 1", "row 1/0 (trial/rung) of table rung", "loss is -5")]
    [InlineData("UPDATE rung SET loss = 9e999 WHERE trial = 1", "row 1/0", "loss is Infinity")]
    [InlineData("UPDATE rung SET loss = 'best' WHERE trial = 1", "row 1/0", "loss is 'best'")]
    [InlineData("UPDATE rung SET loss = NULL WHERE trial = 1", "row 1/0", "loss is nothing")]
    [InlineData("UPDATE rung SET loss = 0.01 WHERE trial = 1", "row 1/0", "loss is 0.01")]
    [InlineData("UPDATE rung SET loss = x'00' WHERE trial = 1", "row 1/0", "loss is 1 bytes")]
    [InlineData("UPDATE rung SET standard_error = -1 WHERE trial = 1", "row 1/0", "standard_error is -1")]
    [InlineData("UPDATE rung SET standard_error = 'none' WHERE trial = 1", "row 1/0", "standard_error is 'none'")]
    [InlineData("UPDATE rung SET ticks = -1 WHERE trial = 1", "row 1/0", "ticks is -1")]
    [InlineData("UPDATE rung SET ticks = 'long' WHERE trial = 1", "row 1/0", "ticks is 'long'")]
    [InlineData("UPDATE rung SET outcome = 'won' WHERE trial = 1", "row 1/0", "outcome is 'won'")]
    [InlineData("UPDATE rung SET outcome = 'failed' WHERE trial = 1", "row 1/0", "outcome is 'failed'")]
    [InlineData("UPDATE rung SET row_losses = x'000000' WHERE trial = 1", "row 1/0", "row_losses is 3 bytes")]
    [InlineData("UPDATE rung SET row_losses = x'0000C07F' WHERE trial = 1", "row 1/0", "row_losses is 4 bytes")]
    [InlineData("UPDATE rung SET row_losses = zeroblob(length(row_losses)), loss = 0, standard_error = 0 WHERE trial = 1", "row 1/0", "seal is 32 bytes")]
    [InlineData("UPDATE rung SET candidate = 'Other' WHERE trial = 1", "row 1/0", "seal is")]
    [InlineData("UPDATE rung SET seed = 7 WHERE trial = 1", "row 1/0", "seal is")]
    [InlineData("UPDATE rung SET rows = 7 WHERE trial = 1", "row 1/0", "seal is")]
    [InlineData("UPDATE rung SET trial = 77 WHERE trial = 1", "row 77/0", "seal is")]
    [InlineData("UPDATE rung SET trial = 'x' WHERE trial = 1", "row 'x'/0", "trial is 'x'")]
    [InlineData("UPDATE model SET bytes = x'504B0304'", "table model", "bytes is a model that is not the one of trial")]
    [InlineData("UPDATE model SET trial = (trial + 1) % 3", "table model", "bytes is a model that is not the one of trial")]
    [InlineData("UPDATE model SET trial = 77", "table model", "bytes is a model that is not the one of trial 77")]
    [InlineData("INSERT INTO overdue VALUES (2, 'all')", "row 2 of table overdue", "without is 'all'")]
    [InlineData("INSERT INTO overdue VALUES (2, '5')", "row 2 of table overdue", "without is '5'")]
    [InlineData("DELETE FROM sweep", "table sweep has 0 rows", "")]
    [InlineData("INSERT INTO sweep VALUES ('another')", "table sweep has 2 rows", "")]
    // No row is of that sweep; which one comes first is the workers' doing.
    [InlineData("UPDATE sweep SET fingerprint = 'another'", "row ", "seal is")]
    [InlineData("DROP TABLE model", "tables of a ledger", "")]
    [InlineData("ALTER TABLE rung DROP COLUMN seed", "tables of a ledger", "")]
    [InlineData("CREATE TRIGGER t AFTER UPDATE ON sweep BEGIN DELETE FROM rung; END", "tables of a ledger", "")]
    [InlineData("DROP TABLE overdue; CREATE VIEW overdue AS SELECT 1 AS trial, '' AS without", "tables of a ledger", "")]
    [InlineData("PRAGMA application_id = 1", "not a ledger of a sweep", "")]
    public void What_no_sweep_wrote_is_refused_with_the_file_the_row_and_the_value(string change, string where, string found)
    {
        File.WriteAllBytes(Ledger, Written.Value);
        Execute(change);
        var error = Assert.Throws<InvalidOperationException>(() => Resume());
        Assert.Contains(Ledger, error.Message);
        Assert.Contains(where, error.Message);
        Assert.Contains(found, error.Message);
    }

    [Fact]
    public void A_model_of_another_ledger_is_refused()
    {
        string other = Path.Combine(_folder.FullName, "other.ledger");
        var options = Samples.Options(1);
        (options.LedgerPath, options.Seed) = (other, 5);
        Samples.Run(options);
        File.WriteAllBytes(Ledger, Written.Value);
        Execute(
            $"ATTACH '{other}' AS other; UPDATE model SET bytes = (SELECT bytes FROM other.model), seal = (SELECT seal FROM other.model)");
        Assert.Contains("table model", Assert.Throws<InvalidOperationException>(() => Resume()).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(5000)]
    [InlineData(12288)]
    public void A_ledger_that_was_cut_off_is_refused(int length)
    {
        File.WriteAllBytes(Ledger, Written.Value[..length]);
        Assert.Contains(Ledger, Assert.Throws<InvalidOperationException>(() => Resume()).Message);
    }

    [Fact]
    public void A_flipped_bit_is_refused_or_changes_nothing()
    {
        File.WriteAllBytes(Ledger, Written.Value);
        string[] whole = Rows();
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = [.. Written.Value];
            // Half of them among the rows: the model, and the space of those before it, are most of the file.
            bytes[i % 2 == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(bytes.Length, 20_000))] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Ledger, bytes);
            try
            {
                SweepLedger.Resume(Ledger).Dispose();
                Assert.Equal(whole, Rows());
            }
            catch (Exception e) when (e is InvalidOperationException or IOException && e.Message.Contains(Ledger, StringComparison.Ordinal))
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_blank_path_is_refused(string path)
    {
        var options = Samples.Options();
        options.LedgerPath = path;
        Assert.Contains("LedgerPath", Assert.Throws<ArgumentException>(() => Samples.Run(options)).Message);
        Assert.Throws<ArgumentException>(
            () => new MLContext(1).Sweep().BinaryClassification(Samples.Options()).Resume(path, Samples.Rows(), Samples.Label));
    }

    [Fact]
    public void A_folder_is_refused_before_the_data_is_read()
    {
        var options = Samples.Options();
        options.LedgerPath = _folder.FullName;
        Assert.Contains("is a folder", Assert.Throws<ArgumentException>(() => Samples.Run(options, new Unreadable())).Message);
        options.LedgerPath = Path.Combine(_folder.FullName, "nowhere", "sweep.ledger");
        Assert.Contains("there is no folder", Assert.Throws<IOException>(() => Samples.Run(options, new Unreadable())).Message);
    }

    [Theory]
    [InlineData("file:{0}?mode=memory")]
    [InlineData("|DataDirectory|{0}")]
    public void A_path_is_a_plain_file_name_whatever_it_looks_like(string form)
    {
        var options = Samples.Options(1);
        options.Candidates = [options.Candidates![1]];
        options.LedgerPath = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, $"{Guid.NewGuid():N}.ledger");
        try
        {
            Samples.Run(options);
            Assert.True(new FileInfo(Path.GetFullPath(options.LedgerPath)).Length > 4096);
            SweepLedger.Resume(options.LedgerPath).Dispose();
        }
        finally
        {
            File.Delete(options.LedgerPath);
        }
    }

    [Fact]
    public void A_sweep_that_did_not_begin_leaves_no_file()
    {
        var options = Samples.Options();
        options.LedgerPath = Ledger;
        Assert.Throws<ArgumentException>(() => new MLContext(1).Sweep().BinaryClassification(options).Run(Samples.Rows(), "nothing"));
        Assert.Empty(_folder.GetFiles());
    }

    private SweepResult Resume() =>
        new MLContext(1).Sweep().BinaryClassification(Samples.Options(3)).Resume(Ledger, Samples.Rows(), Samples.Label);

    /// <summary>All that the ledger holds, but how long it took to come by.</summary>
    private string[] Rows()
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT format('%d %d %s %s %d %d %.17g %.17g %s %s %s', trial, rung, candidate, options, seed, rows, loss, standard_error, outcome, reason,
                hex(row_losses)) FROM rung UNION ALL SELECT fingerprint FROM sweep UNION ALL SELECT trial || ' ' || rung || hex(bytes) FROM model
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return [.. rows];
    }

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static byte[] Write()
    {
        var folder = Directory.CreateTempSubdirectory("lagrange-foreign-");
        try
        {
            var options = Samples.Options(3);
            options.LedgerPath = Path.Combine(folder.FullName, "sweep.ledger");
            Samples.Run(options);
            return File.ReadAllBytes(options.LedgerPath);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Rows that must not be looked at.</summary>
    private sealed class Unreadable : IDataView
    {
        public bool CanShuffle => throw new NotSupportedException();

        public DataViewSchema Schema => throw new NotSupportedException();

        public long? GetRowCount() => throw new NotSupportedException();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            throw new NotSupportedException();

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            throw new NotSupportedException();
    }
}
