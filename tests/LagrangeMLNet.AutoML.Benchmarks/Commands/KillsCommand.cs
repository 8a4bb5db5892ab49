using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.AutoML.Benchmarks.Kills;

namespace LagrangeMLNet.AutoML.Benchmarks.Commands;

/// <summary>Sweeps in processes that are killed at random moments and resumed, against one that nothing disturbed.</summary>
internal static class KillsCommand
{
    public static void Run(CommandLine line)
    {
        var folder = Directory.CreateTempSubdirectory("lagrange-kills-");
        try
        {
            Measure(line, name => Path.Combine(folder.FullName, name));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(CommandLine line, Func<string, string> file)
    {
        var whole = new SweepInProcess(file("whole.ledger"), line.Trials);
        var clock = Stopwatch.StartNew();
        whole.Run();
        var time = clock.Elapsed;
        string[] wanted = whole.Rungs();
        Console.WriteLine(Invariant($"undisturbed: {line.Trials} trials, {wanted.Length} rungs, {time.TotalSeconds:0.0} s"));

        var random = new Random(line.Seeds[0]);
        int equal = 0;
        for (int moment = 0; moment < line.Moments; moment++)
        {
            var sweep = new SweepInProcess(file($"{moment}.ledger"), line.Trials);
            var killAfter = time * random.NextDouble();
            while (!sweep.Run(killAfter))
            {
                // It had ended before: the machine had less else to do than when the time was taken.
                File.Delete(file($"{moment}.ledger"));
                killAfter = time * random.NextDouble();
            }

            string[] kept = sweep.Rungs();
            sweep.Run();
            string[] found = sweep.Rungs();
            int lost = kept.Except(found).Count();
            bool isEqual = found.SequenceEqual(wanted) && lost == 0;
            equal += isEqual ? 1 : 0;
            Console.WriteLine(Invariant(
                $"killed after {killAfter.TotalSeconds:0.00} s with {kept.Length} rungs kept; resumed: {(isEqual ? "the same ledger" : $"ANOTHER ledger, {found.Except(wanted).Count()} rungs differ, {lost} lost")}"));
        }

        Console.WriteLine(Invariant(
            $"{equal} of {line.Moments} end with the undisturbed sweep's ledger, goal {line.Moments}: {(equal == line.Moments ? "met" : "missed")}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
