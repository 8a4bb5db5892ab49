using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class CampaignTests
{
    /// <summary>
    /// A small part of what <c>tests/LagrangeMLNet.Campaigns</c> searches in hours; another seed finds other cases. Fits that differ in their
    /// prior, folds or samples are now and then farther apart than the campaign allows: 3 of these cases may be.
    /// </summary>
    [Fact]
    public void RelationsHoldOnRandomProblems()
    {
        var run = Repository.Dotnet(
            Repository.PathOf("tests", "LagrangeMLNet.Campaigns", "bin", Repository.Configuration, "net10.0", "LagrangeMLNet.Campaigns.dll"),
            "--cases", "3000", "--seed", "7", "--allowed", "3");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Matches(@"3000 cases of \d+ relations: \d violations", run.Output);
    }
}
