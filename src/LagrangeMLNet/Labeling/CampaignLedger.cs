using System.Collections;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Labeling;

/// <summary>What the events of a campaign come to. Events are taken in order; nothing else changes it.</summary>
/// <param name="space">The labels that are allowed.</param>
/// <param name="usable">Rows of the pool that may be chosen.</param>
internal sealed class CampaignLedger(LabelSpace space, BitArray usable)
{
    private readonly SortedDictionary<long, float> _labels = [];
    private readonly HashSet<long> _gone = [];
    private readonly List<LabelingMeasurement> _looks = [];
    private readonly SortedSet<long> _pending = [];
    private readonly SortedSet<long> _random = [];
    private BatchChosen? _batch;
    private long[]? _pendingRows = [];
    private bool _isLookedAt;

    public IReadOnlyDictionary<long, float> Labels => _labels;

    /// <summary>Rows labelled or skipped.</summary>
    public IReadOnlyCollection<long> Gone => _gone;

    /// <summary>Rows that wait for their labels, ascending.</summary>
    public long[] Pending => _pendingRows ??= [.. _pending];

    /// <summary>Number of rows that wait for their labels.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>The value that all labels have, if they have one and the same; else null.</summary>
    public float? OnlyLabel { get; private set; }

    public IReadOnlyList<LabelingMeasurement> Looks => _looks;

    /// <summary>Rows that were labelled before the batch, ascending.</summary>
    public List<long> KnownBefore { get; private set; } = [];

    /// <summary>Excess loss that was foreseen with the labels of all complete batches; NaN if unknown.</summary>
    public double ForecastNow { get; private set; } = double.NaN;

    /// <summary>The same with those of the pending batch.</summary>
    public double ForecastNext { get; private set; } = double.NaN;

    /// <summary>Whether a batch is complete whose velocity is not known yet.</summary>
    public bool LooksAreDue => _batch is not null && _pending.Count == 0 && !_isLookedAt && _labels.Count > KnownBefore.Count;

    /// <summary>Labelled rows of the batch that were drawn at random.</summary>
    public IEnumerable<long> RandomLabeled => _batch!.Random.Where(_labels.ContainsKey);

    /// <summary>Labelled rows of all batches that were drawn at random, ascending.</summary>
    public IEnumerable<long> AllRandomLabeled => _random.Where(_labels.ContainsKey);

    public bool IsPending(long row) => _pending.Contains(row);

    /// <summary>Why an event cannot come next, or null.</summary>
    public string? Problem(CampaignEvent next) => next switch
    {
        BatchChosen when _pending.Count > 0 => $"a batch begins although row {_pending.Min} of the one before has no label",
        BatchChosen batch when batch.Random.Concat(batch.Planned).FirstOrDefault(IsNoChoice, -1) is var row and not -1 =>
            $"row {row} was chosen, which is not in the pool, not usable, or done before",
        BatchChosen batch when batch.Random.Count == 0 || batch.Random.Concat(batch.Planned).CountBy(row => row).Any(pair => pair.Value > 1) =>
            "the batch has no random row, or a row twice",
        RowLabeled label when !IsPending(label.Row) => $"row {label.Row} has a label, which was not asked for",
        RowLabeled label when space.Parse(label.Label) is null => $"row {label.Row} has the label '{label.Label}', expected {space.Allowed}",
        RowSkipped skip when !IsPending(skip.Row) => $"row {skip.Row} was skipped, which was not asked for",
        VelocitySeen when !LooksAreDue => "a velocity was seen although no batch was completed",
        VelocitySeen look when look.Labels != KnownBefore.Count =>
            $"a velocity was seen after {look.Labels} labels, when there were {KnownBefore.Count}",
        CampaignBegun => "a campaign begins within another",
        _ => null,
    };

    /// <summary>Takes an event without a problem.</summary>
    public void Take(CampaignEvent next)
    {
        switch (next)
        {
            case BatchChosen batch:
                (_batch, _isLookedAt) = (batch, false);
                KnownBefore = [.. _labels.Keys];
                (ForecastNow, ForecastNext) = (ForecastNext, batch.Forecast ?? double.NaN);
                _random.UnionWith(batch.Random);
                _pending.UnionWith(batch.Random);
                _pending.UnionWith(batch.Planned);
                break;
            case RowLabeled label:
                float value = space.Parse(label.Label)!.Value;
                OnlyLabel = _labels.Count == 0 || OnlyLabel == value ? value : null;
                _labels.Add(label.Row, value);
                Resolve(label.Row);
                break;
            case RowSkipped skip:
                Resolve(skip.Row);
                break;
            case VelocitySeen look:
                _isLookedAt = true;
                if (look.Velocity is { } velocity)
                    _looks.Add(new LabelingMeasurement(
                        new Observation(look.Labels, velocity, look.StandardError ?? double.PositiveInfinity), look.Rows));
                break;
        }

        // Made anew when it is asked for: a batch of many labels must not copy the rest of it at each.
        _pendingRows = null;
    }

    private void Resolve(long row)
    {
        _pending.Remove(row);
        _gone.Add(row);
    }

    private bool IsNoChoice(long row) => row < 0 || row >= usable.Length || !usable[(int)row] || _gone.Contains(row);
}
