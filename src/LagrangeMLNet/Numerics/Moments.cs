namespace LagrangeMLNet.Numerics;

/// <summary>Weighted mean and spread in one pass. Source: West, Communications of the ACM 22 (1979).</summary>
internal struct Moments
{
    private double _squares;

    public double Weight { get; private set; }

    public double Mean { get; private set; }

    public readonly double Deviation => Weight > 0 ? Math.Sqrt(_squares / Weight) : 0;

    public void Add(double value, double weight)
    {
        if (weight == 0)
            return;
        Weight += weight;
        double difference = value - Mean;
        Mean += difference * weight / Weight;
        _squares += weight * difference * (value - Mean);
    }
}
