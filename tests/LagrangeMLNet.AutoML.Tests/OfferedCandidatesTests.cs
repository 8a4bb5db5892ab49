using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.SearchSpace;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class OfferedCandidatesTests
{
    [Fact]
    public void An_offered_trainer_is_a_default_candidate_of_its_task()
    {
        var result = Run(new Offer(null));
        var trial = Samples.Of(result, "Offered");
        Assert.NotEqual(SweepTrialState.Failed, trial.State);
        Assert.Contains("\"Strength\":2", trial.Options);
        Assert.DoesNotContain(result.Leaderboard, other => other.Candidate == "Offered number");
        Assert.DoesNotContain(result.Remarks, remark => remark.Contains("take no part"));
    }

    [Fact]
    public void A_package_that_cannot_be_used_is_one_remark_and_no_trial()
    {
        var result = Run(new Offer("its library is missing; install it."));
        Assert.DoesNotContain(result.Leaderboard, trial => trial.Candidate.StartsWith("Offered", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        Assert.Single(result.Remarks, remark => remark == "Network trainers take no part: its library is missing; install it.");
    }

    [Fact]
    public void Who_names_the_candidates_gets_no_others()
    {
        var result = Samples.Run(Samples.Options(4), sweep: With(new Offer("its library is missing.")));
        Assert.DoesNotContain(result.Remarks, remark => remark.Contains("take no part"));
    }

    private static SweepResult Run(Offer offer) => Samples.Run(
        new SweepOptions { MaximumNumberOfTrials = 7, NumberOfWorkers = 2 }, Samples.Rows(300), With(offer));

    private static Sweep With(Offer offer) => new() { Offered = new OfferedCandidates([offer]) };

    private sealed class Offer(string? problem) : ITrainerOffer
    {
        public string? Problem => problem;

        public void OfferTo(ITrainerOfferReceiver receiver)
        {
            receiver.Add<Swept>(
                PredictionTask.Binary,
                "Offered",
                (context, options, settings) => context.BinaryClassification.Trainers.LagrangianLogisticRegression(
                    new LagrangianLogisticRegressionBinaryTrainer.Options
                    {
                        LabelColumnName = settings.Label,
                        FeatureColumnName = settings.Features,
                        Seed = settings.Seed,
                        L2Regularization = options.Strength,
                    }),
                _ => 2);
            receiver.Add<Swept>(
                PredictionTask.Regression, "Offered number", (context, _, _) => context.Regression.Trainers.Lagrangian(), _ => 2);
        }
    }

    public sealed class Swept
    {
        [Range(1, 10, 2)]
        public int Strength { get; set; } = 2;
    }
}
