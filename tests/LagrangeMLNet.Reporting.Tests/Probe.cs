using LagrangeMLNet.Mechanics;
namespace LagrangeMLNet.Reporting.Tests;
public class Probe
{
    [Xunit.Fact]
    public void Draw()
    {
        LearningCurve.SavePng(SyntheticLearning.Report(SyntheticLearning.Path()), "/work/scratch/quick/a.png", "Lagrangian logistic regression on adult");
        LearningCurve.SavePng(SyntheticLearning.Report(SyntheticLearning.Path(9, StopReason.BudgetSpent, 1.3)), "/work/scratch/quick/b.png");
        LearningCurve.SavePng(SyntheticLearning.Report(SyntheticLearning.Path(1)), "/work/scratch/quick/c.png", width: 800, height: 450);
        var rising = SyntheticLearning.Path(40, StopReason.Rising).Select((s, i) => s with { Velocity = s.Velocity + Math.Pow(i / 40.0, 6) * .2 + (i==0 ? 6:0) }).ToArray();
        LearningCurve.SavePng(SyntheticLearning.Report(rising), "/work/scratch/quick/d.png", "Rising");
    }
}
