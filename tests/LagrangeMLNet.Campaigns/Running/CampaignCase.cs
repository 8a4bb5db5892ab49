namespace LagrangeMLNet.Campaigns.Running;

/// <summary>One relation of one part of the product; every number draws another problem for it.</summary>
/// <param name="Subject">What is tried: a trainer, the planner, the sweep.</param>
/// <param name="Relation">What must hold.</param>
/// <param name="Frequency">How often it is drawn, relative to the others.</param>
/// <param name="Try">Draws a problem and tries the relation on it.</param>
internal sealed record CampaignCase(string Subject, string Relation, double Frequency, Func<Random, Finding> Try);

/// <summary>What came of a case.</summary>
/// <param name="Verdict">Whether the relation held.</param>
/// <param name="Problem">What it was tried on.</param>
/// <param name="Message">What is wrong, or why it was refused; null if it held.</param>
internal sealed record Finding(Verdict Verdict, string Problem, string? Message = null)
{
    /// <summary>Tries something, and tells an answer that says no from one that is wrong.</summary>
    public static Finding Of(string problem, Func<string?> violation)
    {
        try
        {
            return violation() is { } message ? new Finding(Verdict.Violated, problem, message) : new Finding(Verdict.Held, problem);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException && e.GetType() != typeof(ObjectDisposedException))
        {
            return new Finding(Verdict.Refused, problem, $"{e.GetType().Name}: {e.Message}");
        }
#pragma warning disable CA1031 // Whatever else is thrown is a fault to report, not the end of the campaign.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Finding(Verdict.Violated, problem, $"{e.GetType().Name}: {e.Message}");
        }
    }
}

internal enum Verdict
{
    Held,

    /// <summary>An error for the user, whose words the report shows.</summary>
    Refused,

    Violated,
}
