using System.Globalization;
using System.Text;

namespace PlanTheLabels;

/// <summary>
/// Makes the data of this sample when none is given: parts from an imaginary factory, and whether each is faulty, which only an expert can
/// tell, by taking it apart. Seeded, so that the same bytes come out every time.
/// </summary>
/// <remarks>
/// Most parts are alike: eight sensors follow three causes (heat, load, wear), whose spread is small on quiet days, four days in five, and
/// large on the others. Random labels are therefore mostly spent on what is known already. The log-odds of a fault are a sum of effects of
/// the sensors and the line, plus a bend in wear that a linear model cannot learn.
/// </remarks>
internal static class InspectionGenerator
{
    private const int Parts = 6_000;
    private const int Seed = 1657;
    private static readonly string[] Lines = ["North", "South", "Old", "Pilot"];
    private static readonly double[] LineEffects = [0, -0.4, 0.8, 0.3];
    private static readonly double[] SensorEffects = [0.9, -0.7, 0.5, 0.8, -0.6, 0.4, 0.3, -0.5];

    public static void Write(string path)
    {
        var random = new Random(Seed);
        var text = new StringBuilder("S1,S2,S3,S4,S5,S6,S7,S8,Line,Faulty\n");
        for (var i = 0; i < Parts; i++)
            text.Append(Part(random)).Append('\n');
        File.WriteAllText(path, text.ToString());
    }

    private static string Part(Random random)
    {
        var spread = random.NextDouble() < 0.8 ? 0.4 : 2.5;
        double heat = spread * Normal(random), load = spread * Normal(random), wear = spread * Normal(random);
        var sensors = new double[SensorEffects.Length];
        for (var j = 0; j < sensors.Length; j++)
            sensors[j] = (j % 3 == 0 ? heat : j % 3 == 1 ? load : wear) + (0.6 * spread * Normal(random));
        var line = random.NextDouble() switch { < 0.5 => 0, < 0.85 => 1, < 0.97 => 2, _ => 3 };

        var logOdds = -0.8 + LineEffects[line] - (0.1 * Math.Abs(wear));
        for (var j = 0; j < sensors.Length; j++)
            logOdds += SensorEffects[j] * sensors[j];
        var isFaulty = random.NextDouble() < 1 / (1 + Math.Exp(-logOdds));
        return string.Join(',', sensors.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)))
            + $",{Lines[line]},{(isFaulty ? "yes" : "no")}";
    }

    /// <summary>Standard normal: Box and Muller, 1958.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
