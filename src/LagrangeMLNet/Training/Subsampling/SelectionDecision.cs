using System.Globalization;
using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>Whether a selection can be planned, how many rows it may have, and what is said about it afterwards.</summary>
/// <param name="settings">The caller's settings.</param>
/// <param name="candidateShare">Share of all rows that were read.</param>
/// <param name="remarks">Receives why no sample was planned, and what the check of one found.</param>
internal sealed class SelectionDecision(TrainingSettings settings, double candidateShare, List<string> remarks)
{
    private bool _isPossible;

    /// <summary>Most rows to learn from.</summary>
    public double MostRows(TrainingData data) => settings.Fraction * data.Rows.Rows / candidateShare;

    /// <summary>Whether a sample can be planned; a remark says why not.</summary>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="data">The candidates.</param>
    /// <param name="full">Whether the parameters are few enough, and the rows many enough, for a Fisher matrix.</param>
    public bool IsPossible(Likelihood likelihood, TrainingData data, bool full)
    {
        if (settings.Fraction == 1)
            return false;
        long parameters = likelihood.Outputs * (data.Positions + 1L);
        double least = SubsampleLearner.SmallestSample(likelihood, parameters) / data.Observations.Evenness;
        if (full && MostRows(data) >= least)
            return _isPossible = true;
        remarks.Add(MostRows(data) >= least
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Data selection: {parameters} parameters are too many to plan a sample for. All rows were learnt from.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Data selection: {settings.Fraction:G3} of {data.Rows.Rows} rows are fewer than the {least:F0} that it takes to plan a "
                + $"sample for "
                + $"{parameters} parameters. All rows were learnt from."));
        return false;
    }

    /// <summary>What the report says about the selection; null if all rows were learnt from.</summary>
    public DataSelectionReport? Report(SubsampleFit? planned, FisherResult result, LearningPath path, TrainingData data)
    {
        double all = data.Observations.Weight / candidateShare;
        if (planned is null && _isPossible)
            remarks.Add($"Data selection: too few rows have weight to plan a sample. All {data.Rows.Rows} rows that were read were learnt from.");
        if (planned is null)
            return candidateShare == 1 || settings.IsPlanned ? null : UniformFit.ToReport(result, path, data.Rows.Rows, all);
        var report = planned.ToReport(path, data.Rows.Rows, all);
        if (planned.IsAstray)
            remarks.Add(
                "Data selection: the step towards all rows explains held-out rows worse, and the weighted sample's fit was kept. "
                + "Learn from all rows, or from a larger fraction.");
        if (report.IsConfirmed == false)
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Data selection: the loss on {report.HeldOutRows} held-out rows is {report.HeldOutLoss:G6} ± "
                + $"{report.HeldOutLossStandardError:G2}, "
                + $"above the expected {report.ExpectedLoss:G6} ± {report.ExpectedLossStandardError:G2}. Learn from all rows, or from a "
                + $"larger "
                + $"fraction."));
        return report;
    }
}
