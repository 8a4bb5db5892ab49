using LagrangeMLNet.Campaigns.Planners;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Relations;
using LagrangeMLNet.Campaigns.Subjects;
using LagrangeMLNet.Campaigns.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Running;

/// <summary>All cases: every relation with every part of the product that it fits.</summary>
internal static class Catalogue
{
    // What a fit of each costs decides how often it is drawn: 100,000 cases end within half an hour or so.
    private const double FrequencyOfGiven = 0.3, FrequencyOfNetworks = 0.0007, FrequencyOfPlanners = 0.6, FrequencyOfSweeps = 0.004;

    private static readonly (Subject Subject, double Frequency)[] Subjects =
    [
        (new LinearSubject("linear"), 1),
        (new LinearSubject("linear, L2 given", l2: 1), FrequencyOfGiven),
        (new LinearSubject("linear, L1 given", l1: 1), FrequencyOfGiven),
        (new LinearSubject("linear, balanced", balance: true), FrequencyOfGiven),
        (new NetworkSubject(), FrequencyOfNetworks),
    ];

    private static readonly IRelation[] Relations =
    [
        .. Transformations.All,
        new SavedIsLoaded(),
        new ScoresAreFinite(),
        new NotWorseThanConstant(),
        new NotWorseThanConstantOnNewRows(),
        new NotWorseThanBuiltIn(),
        new GivenPenaltyMeansLbfgs(strength: 1),
    ];

    public static IReadOnlyList<CampaignCase> All { get; } =
    [
        .. from subject in Subjects
           from relation in Relations
           where relation.Concerns(subject.Subject)
           select new CampaignCase(subject.Subject.Name, relation.Name, subject.Frequency * relation.Frequency, random => Try(subject.Subject, relation, random)),
        .. PlannerRelations.All.Select(relation => new CampaignCase("planner", relation.Name, FrequencyOfPlanners, relation.Try)),
        .. SweepRelations.All.Select(relation => new CampaignCase("sweep", relation.Name, FrequencyOfSweeps, relation.Try)),
    ];

    private static Finding Try(Subject subject, IRelation relation, Random random)
    {
        while (true)
        {
            var shape = Shape.Drawn(random, Shape.All);
            var law = new Law(shape, random.Of(Enum.GetValues<ProblemTask>()), random);
            var train = law.Sample(law.Rows, random);
            if (!subject.Handles(train.Task) || !subject.Handles(train) || !relation.Fits(train))
                continue;
            var test = law.Sample(400, random).Within(train) with { Weights = null, Offsets = null };
            return Finding.Of(
                $"{train.Task}, {shape.Name}, {train.Rows} × {train.Slots}",
                () => relation.Violation(new Trial(new MLContext(1), subject, train, test, random)));
        }
    }
}
