using Microsoft.ML;

namespace SweepProcess;

/// <summary>A row with a column of every kind and a label for every task, made by known models from a fixed seed.</summary>
public sealed class SweepRow
{
    private static readonly string[] Towns = ["Bonn", "Ulm", "Trier", "Kiel"];
    private static readonly string[] Words = ["good", "bad", "fast", "slow", "warm", "cold", "new", "old"];

    public float Size { get; set; }

    public float Age { get; set; }

    public bool Member { get; set; }

    public string Town { get; set; } = "";

    public string Remark { get; set; } = "";

    public DateTime Day { get; set; }

    public bool Yes { get; set; }

    public string Kind { get; set; } = "";

    public float Price { get; set; }

    /// <summary>A count: the price in whole units.</summary>
    public float Visits { get; set; }

    public static List<SweepRow> Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        var rows = new List<SweepRow>();
        for (int i = 0; i < count; i++)
        {
            float size = Normal(random), age = Normal(random);
            bool member = random.NextDouble() < 0.4;
            int town = random.Next(Towns.Length);
            string[] words = [.. Enumerable.Range(0, 4).Select(_ => Words[random.Next(Words.Length)])];
            var day = new DateTime(2020, 1, 1).AddHours(random.Next(20_000));
            double score = size - (0.8 * age * age) + (member ? 0.7 : 0) + (0.5 * town) + (words.Contains("good") ? 1 : 0)
                + Math.Sin(2 * Math.PI * day.DayOfYear / 365.0) - 0.6;
            rows.Add(new SweepRow
            {
                Size = size,
                Age = random.Next(15) == 0 ? float.NaN : age,
                Member = member,
                Town = Towns[town],
                Remark = string.Join(' ', words),
                Day = day,
                Yes = random.NextDouble() < 1 / (1 + Math.Exp(-1.5 * score)),
                Kind = score + Normal(random) > 1 ? "oak" : size + (0.5 * Normal(random)) > 0 ? "elm" : "ash",
                Price = (float)((3 * score) + 20 + Normal(random)),
            });
            rows[^1].Visits = MathF.Round(Math.Max(0, rows[^1].Price));
        }

        return rows;
    }

    /// <summary>
    /// The rows with one label; the others, which would give it away, are left out, and so is the text, which takes longest, unless asked for.
    /// </summary>
    public static IDataView View(MLContext context, string label, IEnumerable<SweepRow> rows, bool withText = false)
    {
        var view = context.Data.LoadFromEnumerable(rows.ToList());
        string[] others = [.. new[] { nameof(Yes), nameof(Kind), nameof(Price), nameof(Visits) }.Where(name => name != label), .. withText ? [] : new[] { nameof(Remark) }];
        return context.Transforms.DropColumns(others).Fit(view).Transform(view);
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
