using System.Text.Json;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Ranking;
using Microsoft.ML;
using Personalizer.Api;
using Personalizer.Storage;

namespace Personalizer.Learning;

/// <summary>
/// Learns while the service serves: takes the events whose wait is over, learns a policy from time to time, and lets it serve if the
/// off-policy evaluation says so. An event counts when its wait is over, whether its reward came or not: earlier, the log would hold mostly
/// successes. On a start the policy is learnt again from the stored events.
/// </summary>
internal sealed class LearningLoop
{
    /// <summary>Fewer decisions are not learnt from.</summary>
    private const int FewestEvents = 100;

    /// <summary>Decisions that a policy is learnt from and judged on: the newest.</summary>
    private const int Window = 12_000;

    private const int MostPoliciesShown = 50;

    /// <summary>The document that says that a policy serves.</summary>
    private const string LiveKind = "live";

    /// <summary>The share, the newest, that policies are judged on and that none is learnt from.</summary>
    private const double JudgedShare = 1 / 3.0;

    private readonly Settings _settings;
    private readonly EventStore _store;
    private readonly TimeProvider _clock;
    private readonly MLContext _context = new(seed: 0);
    private readonly Lock _gate = new();
    private readonly List<(RankingEvent Event, bool IsApprentice)> _events = [];
    private readonly List<LearntPolicy> _policies = [];
    private RewardSeries _series = new();
    private long _lastRipe;
    private long _ripe;
    private long _ripeAtLearning;
    private DateTimeOffset _nextLearning;
    private DateTimeOffset? _liveSince;
    private double? _match;
    private volatile Decider _decider = Decider.Baseline;
    private volatile ServiceConfiguration _configuration = new();
    private volatile LearningState? _state;

    public LearningLoop(Settings settings, EventStore store, TimeProvider clock)
    {
        (_settings, _store, _clock) = (settings, store, clock);
        if (store.Documents("configuration") is [var stored, ..])
        {
            using var document = JsonDocument.Parse(stored);
            _configuration = ServiceConfiguration.Parse(document.RootElement);
        }

        Ripen(store.LastNumber() - Window);
        if (_events.Count >= FewestEvents)
            Learn(isProved: store.Documents(LiveKind).Count > 0);
        _nextLearning = clock.GetUtcNow() + _configuration.ModelExportFrequency;
        _state = Describe();
    }

    /// <summary>What decides now.</summary>
    public Decider Decider => _decider;

    public ServiceConfiguration Configuration => _configuration;

    /// <summary>What the page shows.</summary>
    public LearningState State => _state!;

    /// <summary>When the policy that serves went live; null where none does.</summary>
    public DateTimeOffset? LiveSince => _liveSince;

    public async Task ConfigureAsync(ServiceConfiguration configuration)
    {
        await _store.KeepAsync("configuration", "service", JsonSerializer.Serialize(configuration.ToJson()));
        lock (_gate)
        {
            _configuration = configuration;
            _nextLearning = _clock.GetUtcNow() + configuration.ModelExportFrequency;
            _state = Describe();
        }
    }

    /// <summary>Forgets the policy that serves.</summary>
    public void ResetPolicy()
    {
        lock (_gate)
        {
            Serve(Decider.Baseline);
            _state = Describe();
        }
    }

    /// <summary>Forgets what was read of events that are no longer stored.</summary>
    public void ForgetEvents()
    {
        lock (_gate)
        {
            _events.Clear();
            _series = new RewardSeries();
            (_ripe, _ripeAtLearning, _lastRipe) = (0, 0, _store.LastNumber());
            _state = Describe();
        }
    }

    /// <summary>Takes what is ripe, and learns if it is time to.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            Ripen(requestsAfter: 0);
            var now = _clock.GetUtcNow();
            // A tenth more than last time: a policy learnt from hardly more would be the same.
            if (now >= _nextLearning && _events.Count >= FewestEvents && _ripe >= 1.1 * _ripeAtLearning)
            {
                _nextLearning = now + _configuration.ModelExportFrequency;
                Learn(isProved: false);
            }

            _state = Describe();
        }
    }

    private void Ripen(long requestsAfter)
    {
        var now = _clock.GetUtcNow();
        foreach (var stored in _store.ReadAfter(_lastRipe, requestsAfter: requestsAfter))
        {
            if (stored.Closes > now)
                break;
            _lastRipe = stored.Number;
            if (!stored.IsActive)
                continue;
            double reward = stored.Reward ?? _configuration.DefaultReward;
            _ripe++;
            _series.Add(stored, reward);
            if (stored.Request is not null)
                _events.Add((Parse(stored, reward), stored.IsApprentice));
        }

        if (_events.Count > 2 * Window)
            _events.RemoveRange(0, _events.Count - Window);
    }

    /// <summary>The event of a stored request.</summary>
    public static RankingEvent Parse(StoredEvent stored, double reward)
    {
        using var document = JsonDocument.Parse(stored.Request!);
        return RankRequest.Parse(document.RootElement)
            .ToEvent(stored.Decision.Taken, stored.Decision.Probabilities[stored.Decision.Taken], reward);
    }

    private void Learn(bool isProved)
    {
        _ripeAtLearning = _ripe;
        // The application's own decisions tell nothing of other actions: with them alone a policy may be watched, and never goes live.
        var online = _events.Where(one => !one.IsApprentice).Select(one => one.Event).TakeLast(Window).ToList();
        bool watches = _configuration.IsApprentice || online.Count < FewestEvents;
        var events = watches ? [.. _events.Select(one => one.Event).TakeLast(Window)] : online;
        if (events.TrueForAll(decision => decision.Actions.Count == 1))
            return;
        int learnt = Math.Max(DecisionsToLearn(events.Count), 3);
        var trainer = _context.Control().Trainers.RankingPolicy();
        var log = new RankingLog(events.Take(learnt));
        var candidate = trainer.Fit(log);
        var judged = events.Skip(learnt).ToList();
        _match = judged.Average(decision => IsFirstBest(candidate, decision) ? 1 : 0);
        if (watches)
            return;
        var verdict = PolicyJudge.Judge(_context.Control(), new RankingLog(judged), candidate, _decider.Policy, isProved);
        if (verdict.Goes == Verdict.Outcome.Live)
            Serve(new Decider(candidate, learnt, Math.Max(1e-6, Spread(log))));
        else if (verdict.Goes == Verdict.Outcome.Withdrawn)
            Serve(Decider.Baseline);

        _policies.Insert(0, LearntPolicy.Of(_clock.GetUtcNow(), _ripe, verdict));
        if (_policies.Count > MostPoliciesShown)
            _policies.RemoveAt(MostPoliciesShown);
    }

    /// <summary>Lets a policy decide from now on; that one does is remembered over a start.</summary>
    private void Serve(Decider decider)
    {
        bool isLive = decider.Policy is not null;
        (_decider, _liveSince) = (decider, isLive ? _clock.GetUtcNow() : null);
        _store.KeepAsync(LiveKind, "policy", isLive ? "{}" : null).GetAwaiter().GetResult();
    }

    private static int DecisionsToLearn(int events) => (int)(events * (1 - JudgedShare));

    private static bool IsFirstBest(RankingPolicy policy, RankingEvent decision)
    {
        var rewards = new double[decision.Actions.Count];
        policy.Rewards(decision.Context, decision.Actions, rewards);
        return rewards[0] >= rewards.Max();
    }

    private static double Spread(RankingLog log)
    {
        double mean = log.MeanReward;
        return Math.Sqrt(log.Events.Average(decision => (decision.Reward - mean) * (decision.Reward - mean)));
    }

    private LearningState Describe() => new(
        _clock.GetUtcNow(),
        _configuration.IsApprentice ? "Apprentice" : "Online",
        _settings.Simulate,
        _settings.Exploration.ToString(),
        _store.LastNumber(),
        _ripe,
        _decider.Policy is not null,
        _liveSince,
        _match,
        _series.Total,
        _series.Points(),
        [.. _policies]);
}
