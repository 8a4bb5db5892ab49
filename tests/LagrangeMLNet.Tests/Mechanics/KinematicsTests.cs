using CsCheck;
using LagrangeMLNet.Mechanics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Tests.Mechanics;

public class KinematicsTests
{
    private static Observation[] Path(Func<double, double> velocity, int from, int to) =>
        [.. Enumerable.Range(from, to - from + 1).Select(t => new Observation(t, velocity(t)))];

    [Fact]
    public void RecoversTheLogarithmicLaw() =>
        Gen.Select(Gen.Double[-5, 5], Gen.Double[0.01, 3]).Check((level, b) =>
        {
            Motion motion = Kinematics.Estimate(Path(t => level - (b * Math.Log(t)), 500, 1000));
            Assert.Equal(1, motion.Acceleration / (-b / 1000), 0.02);
            Assert.Equal(level - (b * Math.Log(4000)), motion.Floor(4000), 0.02 * b);
            Assert.Equal(1, motion.Remaining(4000) / (b * Math.Log(4000 / motion.Time)), 0.02);
        }, count: 50);

    [Fact]
    public void FloorOfTheParametricLawIsApproachedFromBelow()
    {
        // v = 2 + 3/t: the log law takes more to be left than there is, by a share of what is left.
        foreach (int t in (int[])[50, 500, 5000])
        {
            Motion motion = Kinematics.Estimate(Path(s => 2 + (3.0 / s), t / 2, t));
            Assert.InRange(motion.Floor(double.PositiveInfinity), 2 - (3.0 / t), 2);
        }
    }

    [Fact]
    public void FloorErrorCoversTheFloorUnderNoise()
    {
        // 300 noisy runs of the log law: the floor at 2000 lies within ±2 errors in nearly all of them, and the errors are not idly wide.
        int covered = 0;
        double error = 0, spread = 0;
        const int runs = 300;
        for (int run = 0; run < runs; run++)
        {
            var random = new Random(run);
            Motion motion = Kinematics.Estimate(Path(t => 5 - (0.1 * Math.Log(t)) + (0.02 * Gaussian(random)), 500, 600));
            double miss = motion.Floor(2000) - (5 - (0.1 * Math.Log(2000)));
            covered += Math.Abs(miss) <= 2 * motion.FloorStandardError(2000) ? 1 : 0;
            error += motion.FloorStandardError(2000) / runs;
            spread += miss * miss / runs;
        }

        Assert.InRange(covered / (double)runs, 0.85, 0.995);
        Assert.InRange(error / Math.Sqrt(spread), 0.7, 1.5);
    }

    [Fact]
    public void ErrorsAreWideUntilTheyCanBeTold()
    {
        Motion none = Kinematics.Estimate([]);
        Assert.True(double.IsNaN(none.Velocity));
        Observation[] path = Path(t => 1.0 / t, 1, 6);
        for (int n = 1; n <= 3; n++)
        {
            Motion motion = Kinematics.Estimate(path.AsSpan(0, n));
            Assert.True(double.IsFinite(motion.Velocity) && double.IsFinite(motion.Floor(100)));
            Assert.True(double.IsPositiveInfinity(motion.FallStandardError));
            Assert.True(double.IsPositiveInfinity(motion.FloorStandardError(100)));
        }

        Assert.True(double.IsFinite(Kinematics.Estimate(path.AsSpan(0, 4)).FloorStandardError(100)));

        // With known errors one look suffices for the velocity and two for the fall.
        Observation[] known = [new(1, 3, 0.3), new(2, 2, 0.4)];
        Assert.Equal(0.3, Kinematics.Estimate(known.AsSpan(0, 1)).VelocityStandardError, 12);
        Motion two = Kinematics.Estimate(known);
        Assert.Equal(1, two.Fall, 12);
        Assert.Equal(0.5, two.FallStandardError, 12);
    }

    [Fact]
    public void PassesOverWhatIsNotFiniteAndResistsOutliers()
    {
        Observation[] clean = Path(t => 2 - (0.3 * Math.Log(t)), 50, 100);
        Observation[] holed =
            [.. clean.SelectMany(o => (Observation[])[o, o with { Velocity = double.NaN }, o with { Velocity = double.NegativeInfinity }])];
        Assert.Equal(Kinematics.Estimate(clean), Kinematics.Estimate(holed));
        Assert.Equal(Kinematics.Position(clean), Kinematics.Position(holed), 9);

        Observation[] spiked = (Observation[])clean.Clone();
        for (int i = 0; i < spiked.Length; i += 5)
            spiked[i] = spiked[i] with { Velocity = 1e6 };
        Assert.Equal(Kinematics.Estimate(clean).Velocity, Kinematics.Estimate(spiked).Velocity, 1);
        Assert.Equal(Kinematics.Estimate(clean).Fall, Kinematics.Estimate(spiked).Fall, 1);
    }

    [Fact]
    public void PositionIsTheCodeLength()
    {
        Assert.Equal((2 * 10) + (1.5 * 5) + (1 * 15), Kinematics.Position([new(10, 2), new(15, 1.5), new(30, 1)]), 12);
    }

    [Fact]
    public void LooksAtOneTimeOnlyLeaveTheErrorInfinite()
    {
        Motion motion = Kinematics.Estimate([new(3, 1), new(3, 2), new(3, 3), new(3, 4)]);
        Assert.True(double.IsPositiveInfinity(motion.FallStandardError));
    }

    [Fact]
    public void AllocatesNothing()
    {
        Observation[] path = Path(t => 1.0 / t, 1, 1000);
        Kinematics.Estimate(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Kinematics.Estimate(path);
        Kinematics.Position(path);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
