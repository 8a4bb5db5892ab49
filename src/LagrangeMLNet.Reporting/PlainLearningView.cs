using System.Numerics;
using LagrangeMLNet.Mechanics;
using Spectre.Console;

namespace LagrangeMLNet.Reporting;

/// <summary>Plain lines for logs and pipes: ever rarer as the path grows longer, so that a log stays short.</summary>
internal sealed class PlainLearningView(string title, IAnsiConsole console) : ILearningView
{
    public void Show(LearningState state, double shareLearnt)
    {
        if (state.StopReason != StopReason.None)
            Write($"stopped, {Wording.Reason(state.StopReason)}: {Describe(state)}");
        else if (state.Step == 0 || BitOperations.IsPow2(state.Step))
            Write(Describe(state));
    }

    public void Dispose()
    {
    }

    private static string Describe(LearningState state)
    {
        var text = $"{Wording.Visits(state.Observations)}, velocity {Wording.Nats(state.Velocity)} nats each";
        return double.IsFinite(state.Floor)
            ? $"{text}, floor {Wording.Floor(state.Floor, state.FloorStandardError)}, {Wording.Nats(state.Remaining)} left"
            : text;
    }

    private void Write(string text)
    {
        // Past the console's own writer: it would fold the line at a width that a file or a pipe does not have.
        var line = $"{title}: {text}";
        console.Profile.Out.Writer.WriteLine(console.Profile.Capabilities.Unicode ? line : line.Replace("±", "+/-"));
    }
}
