using System.Globalization;
using System.Text;

namespace QuickStart;

/// <summary>
/// Makes the data that is shipped with this sample: customers of an imaginary telephone company, and which of them left. Seeded, so that
/// the same bytes come out every time: <c>dotnet run --project samples/QuickStart -- generate samples/QuickStart/data/churn.csv</c>
/// </summary>
/// <remarks>
/// The log-odds of leaving are a sum of effects that a linear model can learn, plus two that it cannot: age is U-shaped, and calls to
/// support annoy premium customers more than others. One age in thirty is missing.
/// </remarks>
internal static class ChurnGenerator
{
    private const int Customers = 20_000;
    private const int Seed = 2025;
    private static readonly string[] Plans = ["Basic", "Plus", "Premium"];
    private static readonly string[] Contracts = ["Month", "Year", "TwoYears"];
    private static readonly string[] Payments = ["Card", "Debit", "Invoice", "Bank"];
    private static readonly string[] Regions = ["North", "South", "East", "West", "Coast", "Hills", "Lakes", "City"];
    private static readonly double[] RegionEffects = [0.0, 0.2, -0.3, 0.1, 0.4, -0.5, -0.2, 0.5];

    public static void Write(string path)
    {
        var random = new Random(Seed);
        var text = new StringBuilder("Tenure,Plan,Contract,Payment,Region,Fee,SupportCalls,DataGb,LatePayments,Age,Roaming,Churned\n");
        for (var i = 0; i < Customers; i++)
            text.Append(Customer(random)).Append('\n');
        File.WriteAllText(path, text.ToString());
    }

    private static string Customer(Random random)
    {
        var tenure = 1 + (int)Math.Min(71, -24 * Math.Log(1 - random.NextDouble()));
        var plan = Draw(random, 0.5, 0.3, 0.2);
        var contract = Draw(random, 0.55, 0.3, 0.15);
        var payment = Draw(random, 0.35, 0.3, 0.2, 0.15);
        var region = random.Next(Regions.Length);
        var fee = Math.Round(18 + 12 * plan + 4 * Normal(random), 1);
        var calls = Poisson(random, 1.1);
        var data = Math.Round(Math.Exp(1.5 + 0.5 * plan + 0.6 * Normal(random)), 1);
        var late = Poisson(random, payment == 2 ? 0.9 : 0.3);
        var age = (int)Math.Clamp(44 + 15 * Normal(random), 18, 90);
        var roaming = random.NextDouble() < 0.25;

        var logOdds = -0.7 - 1.1 * Math.Log(1 + tenure / 12.0) - 1.0 * contract + 0.06 * (fee - 18 - 12 * plan) + RegionEffects[region]
            + (plan == 2 ? 0.65 : 0.4) * calls + 0.55 * late - 0.35 * Math.Log(data) + (payment == 2 ? 0.3 : 0) + (roaming ? -0.4 : 0)
            + Math.Pow((age - 45) / 18.0, 2) * 0.3 + 0.9;
        var churned = random.NextDouble() < 1 / (1 + Math.Exp(-logOdds));
        var shownAge = random.Next(30) == 0 ? "" : age.ToString(CultureInfo.InvariantCulture);
        object[] cells =
        [
            tenure, Plans[plan], Contracts[contract], Payments[payment], Regions[region],
            fee, calls, data, late, shownAge, roaming ? "yes" : "no", churned ? "yes" : "no",
        ];
        return string.Join(',', cells.Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell}")));
    }

    private static int Draw(Random random, params ReadOnlySpan<double> probabilities)
    {
        var left = random.NextDouble();
        var i = 0;
        while (i < probabilities.Length - 1 && left >= probabilities[i])
            left -= probabilities[i++];
        return i;
    }

    /// <summary>Standard normal: Box and Muller, 1958.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Poisson by counting exponential waiting times (Knuth, The Art of Computer Programming 2, 3.4.1).</summary>
    private static int Poisson(Random random, double mean)
    {
        var count = 0;
        for (var product = random.NextDouble(); product > Math.Exp(-mean); product *= random.NextDouble())
            count++;
        return count;
    }
}
