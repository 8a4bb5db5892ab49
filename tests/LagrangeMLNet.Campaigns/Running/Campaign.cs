using System.Collections.Concurrent;

namespace LagrangeMLNet.Campaigns.Running;

/// <summary>Draws cases by number and tries them: the same seed and number are the same case on any machine.</summary>
internal sealed class Campaign(int seed, IReadOnlyList<CampaignCase> cases)
{
    private readonly double _total = cases.Sum(c => c.Frequency);

    public (CampaignCase Case, Finding Finding) Run(int number)
    {
        // Weyl's sequence through a finaliser: streams of neighbouring numbers have nothing in common.
        ulong mixed = ((ulong)(uint)seed << 32 | (uint)number) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
        var random = new Random((int)(mixed >> 33));
        double place = random.NextDouble() * _total;
        int index = 0;
        while (index < cases.Count - 1 && (place -= cases[index].Frequency) >= 0)
            index++;
        return (cases[index], cases[index].Try(random));
    }

    /// <param name="count">Number of cases.</param>
    /// <param name="workers">Cases that are tried beside each other.</param>
    /// <param name="report">Called once a case, one call at a time, in no order.</param>
    public void Run(int count, int workers, Action<int, CampaignCase, Finding> report)
    {
        var gate = new Lock();
        // One by one: some cases take a thousand times as long as others.
        var numbers = Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(numbers, new ParallelOptions { MaxDegreeOfParallelism = workers }, number =>
        {
            var (tried, finding) = Run(number);
            lock (gate)
                report(number, tried, finding);
        });
    }
}
