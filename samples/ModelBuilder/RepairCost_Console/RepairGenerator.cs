using System.Globalization;

namespace RepairCostModel;

/// <summary>Repairs with known costs, the same at every run.</summary>
internal static class RepairGenerator
{
    private static readonly string[] Workshops = ["North", "South", "Harbour"];

    public static void WriteCsv(string path, int rows = 2000)
    {
        var random = new Random(1);
        using var file = new StreamWriter(path);
        file.WriteLine("Hours,Age,Workshop,Cost");
        for (int i = 0; i < rows; i++)
        {
            double hours = 1 + (9 * random.NextDouble()), age = 15 * random.NextDouble();
            int workshop = random.Next(Workshops.Length);
            double cost = 40 + (62 * hours) + (8 * age) + (25 * workshop) + (30 * (random.NextDouble() - 0.5));
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hours:F2},{age:F1},{Workshops[workshop]},{cost:F2}"));
        }
    }
}
