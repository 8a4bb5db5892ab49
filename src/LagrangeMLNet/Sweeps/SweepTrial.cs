using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LagrangeMLNet.Sweeps;

/// <summary>A trial of a sweep: a trainer with its options, and the learning curve that it showed.</summary>
/// <param name="Number">Number of the trial, from 0, in the order of proposal.</param>
/// <param name="Candidate">Name of the trainer.</param>
/// <param name="Options">The swept options as JSON; what it does not name has its default.</param>
/// <param name="Rungs">The learning curve, fewest rows first; empty when the first subset failed.</param>
/// <param name="State">How the trial ended.</param>
/// <param name="Reason">Why it ended before the last subset; null if it did not.</param>
public sealed record SweepTrial(
    int Number, string Candidate, string Options, IReadOnlyList<SweepRung> Rungs, SweepTrialState State, string? Reason)
{
    /// <summary>Loss at the last subset reached, in the unit of <see cref="SweepRung.Loss"/>; NaN where there is none.</summary>
    public double Loss => Rungs.Count == 0 ? double.NaN : Rungs[^1].Loss;

    /// <summary>Time that all subsets took.</summary>
    public TimeSpan Duration => new(Rungs.Sum(rung => rung.Duration.Ticks));

    /// <summary>
    /// <see cref="Options"/> for people to read: names and values, numbers to four digits, such as <c>LearningRate 0.0812, NumberOfTrees
    /// 163</c>;
    /// <c>defaults</c> where none differs. What is no JSON object is given as it is.
    /// </summary>
    public string OptionsText
    {
        get
        {
            try
            {
                return JsonNode.Parse(Options) is not JsonObject options ? Options
                    : options.Count == 0 ? "defaults"
                    : string.Join(", ", options.Select(option => $"{option.Key} {Text(option.Value)}"));
            }
            catch (JsonException)
            {
                return Options;
            }
        }
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() != JsonValueKind.Number
        ? value?.ToString() ?? "null"
        : value.GetValue<double>() is var number && number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? number.ToString("0", CultureInfo.InvariantCulture)
            : number.ToString("G4", CultureInfo.InvariantCulture);
}
