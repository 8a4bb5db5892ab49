using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Ranking;
using Microsoft.ML;
using Personalizer.Api;
using Personalizer.Storage;

namespace Personalizer.Learning;

/// <summary>
/// Evaluations that callers ask for, in the shape of the retired service: what the service earned (Online), and what the application's own
/// choices, uniform ones and, if asked for, a policy learnt anew would have, in a stretch of time. The latter is learnt from the first half
/// and evaluated on the second.
/// </summary>
internal sealed class OfflineEvaluations
{
    private const string Kind = "evaluation";
    private const string ErrorCode = "InvalidEvaluationContract";
    private const int MostEvents = 50_000;
    private const int FewestEvents = 100;
    private const double Quantile = 1.959964;

    private readonly EventStore _store;
    private readonly LearningLoop _loop;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly MLContext _context = new(seed: 0);
    private readonly Dictionary<string, JsonObject> _known = new(StringComparer.Ordinal);

    public OfflineEvaluations(EventStore store, LearningLoop loop, TimeProvider clock)
    {
        (_store, _loop, _clock) = (store, loop, clock);
        foreach (string stored in store.Documents(Kind))
        {
            var evaluation = JsonNode.Parse(stored)!.AsObject();
            _known[(string)evaluation["id"]!] = evaluation;
        }
    }

    /// <summary>Asks for an evaluation, which runs in the background.</summary>
    /// <exception cref="ApiException">The request cannot be used.</exception>
    public async Task<JsonObject> CreateAsync(JsonElement body)
    {
        string name = RequestBody.Find(body, "name") is { } given
            ? RequestBody.Identifier(given, "name", ErrorCode)
            : throw ApiException.BadRequest(ErrorCode, "'name' is missing.");
        var (start, end) = (Time(body, "startTime"), Time(body, "endTime"));
        if (end <= start)
            throw ApiException.BadRequest(ErrorCode, "'endTime' is not after 'startTime'.");
        if (RequestBody.Find(body, "policies") is { } policies
            && (policies.ValueKind != JsonValueKind.Array || policies.GetArrayLength() > 0))
        {
            throw ApiException.BadRequest(
                ErrorCode, "'policies' holds learning settings, which this service does not have; send an empty list.");
        }

        string id = Guid.NewGuid().ToString("N");
        var evaluation = new JsonObject
        {
            ["id"] = id,
            ["name"] = name,
            ["startTime"] = Text(start),
            ["endTime"] = Text(end),
            ["jobId"] = id,
            ["status"] = "pending",
            ["evaluationType"] = "Manual",
            ["creationTime"] = Text(_clock.GetUtcNow()),
            ["enableOfflineExperimentation"] = RequestBody.Find(body, "enableOfflineExperimentation") is { ValueKind: JsonValueKind.True },
            ["policyResults"] = new JsonArray(),
            ["featureImportance"] = new JsonArray(),
        };
        await KeepAsync(evaluation);
        return evaluation;
    }

    public IReadOnlyList<JsonObject> List()
    {
        lock (_gate)
            return [.. _known.Values];
    }

    /// <exception cref="ApiException">There is none of this identifier.</exception>
    public JsonObject Get(string id)
    {
        lock (_gate)
        {
            return _known.TryGetValue(id, out var found)
                ? found
                : throw ApiException.NotFound("EvaluationNotFound", $"There is no evaluation '{id}'.");
        }
    }

    public async Task DeleteAsync(string id)
    {
        Get(id);
        await _store.KeepAsync(Kind, id, null);
        lock (_gate)
            _known.Remove(id);
    }

    /// <summary>Runs what waits; an evaluation of too few decisions fails, and says so.</summary>
    public void RunPending()
    {
        foreach (var pending in List().Where(evaluation => (string)evaluation["status"]! == "pending"))
        {
            var done = pending.DeepClone().AsObject();
            try
            {
                done["policyResults"] = Run(
                    DateTimeOffset.Parse((string)done["startTime"]!, CultureInfo.InvariantCulture),
                    DateTimeOffset.Parse((string)done["endTime"]!, CultureInfo.InvariantCulture),
                    (bool)done["enableOfflineExperimentation"]!);
                done["status"] = "completed";
            }
            catch (InvalidOperationException e)
            {
                done["status"] = "failed";
                done["message"] = e.Message;
            }

            // One that was deleted meanwhile stays so.
            if (List().Contains(pending))
                KeepAsync(done).GetAwaiter().GetResult();
        }
    }

    private JsonArray Run(DateTimeOffset start, DateTimeOffset end, bool learns)
    {
        var now = _clock.GetUtcNow();
        var events = new Queue<(DateTimeOffset Time, RankingEvent Event)>();
        foreach (var stored in _store.ReadAfter(0, start, end))
        {
            if (!stored.IsActive || stored.IsApprentice || stored.Closes > now)
                continue;
            events.Enqueue((stored.Time, LearningLoop.Parse(stored, stored.Reward ?? _loop.Configuration.DefaultReward)));
            if (events.Count > MostEvents)
                events.Dequeue();
        }

        if (events.Count < FewestEvents)
        {
            throw new InvalidOperationException(
                $"The service decided {events.Count} times in this stretch whose wait is over; at least {FewestEvents} are needed.");
        }

        var (first, last) = (events.Peek().Time, events.Last().Time);
        RankingEvent[] all = [.. events.Select(one => one.Event)];
        var log = new RankingLog(all);
        var control = _context.Control();
        var evaluations = control.EvaluateRankings(log, [("Baseline", PolicyJudge.TakeFirst), ("Random", TakeAny)]);
        var results = new JsonArray(
            Logged(log, first, last),
            Result(evaluations[0], PolicyJudge.TakeFirst, "Baseline", log, first, last),
            Result(evaluations[1], TakeAny, "Random", log, first, last));
        if (learns)
        {
            int half = all.Length / 2;
            var policy = control.Trainers.RankingPolicy().Fit(new RankingLog(all[..half]));
            var second = new RankingLog(all[half..]);
            var evaluation = control.EvaluateRankings(second, [("Learnt", policy.Decide)])[0];
            results.Add((JsonNode)Result(evaluation, policy.Decide, "OfflineExperimentation", second, events.ElementAt(half).Time, last));
        }

        return results;
    }

    private static void TakeAny(RankingEvent decision, Span<double> probabilities) => probabilities.Fill(1.0 / probabilities.Length);

    /// <summary>What the service itself earned: every weight is 1.</summary>
    private static JsonObject Logged(RankingLog log, DateTimeOffset first, DateTimeOffset last)
    {
        double mean = log.MeanReward;
        double error = Math.Sqrt(log.Events.Average(one => (one.Reward - mean) * (one.Reward - mean)) / (log.Rows - 1));
        double[] rewards = [.. log.Events.Select(one => one.Reward)];
        return Summary("Online", "Online", rewards, log.Rows, mean, Quantile * error, 1, first, last);
    }

    private static JsonObject Result(
        PolicyEvaluation evaluation, RankingFunction policy, string source, RankingLog log, DateTimeOffset first, DateTimeOffset last)
    {
        double total = 0;
        int matched = 0;
        double[] weighted = [.. log.Events.Select(decision =>
        {
            var probabilities = new double[decision.Actions.Count];
            policy(decision, probabilities);
            double weight = probabilities[decision.Taken] / decision.Probability;
            total += weight;
            matched += weight > 0 ? 1 : 0;
            return weight * decision.Reward;
        })];
        return Summary(
            evaluation.Policy,
            source,
            weighted,
            total,
            evaluation.Value.Value,
            Quantile * evaluation.Value.StandardError,
            matched / (double)log.Rows,
            first,
            last);
    }

    /// <summary>
    /// The retired service's summary. The interval and the average are doubly robust; numerators and denominators are those of inverse
    /// propensity scores, and of self-normalised ones.
    /// </summary>
    private static JsonObject Summary(
        string name,
        string source,
        double[] weighted,
        double weights,
        double average,
        double halfWidth,
        double matched,
        DateTimeOffset first,
        DateTimeOffset last)
    {
        var total = new JsonObject
        {
            ["timeStamp"] = Text(last),
            ["ipsEstimatorNumerator"] = weighted.Sum(),
            ["ipsEstimatorDenominator"] = weighted.Length,
            ["snipsEstimatorDenominator"] = weights,
            ["aggregateTimeWindow"] = System.Xml.XmlConvert.ToString(last - first),
            ["nonZeroProbability"] = matched,
            ["sumOfSquares"] = weighted.Sum(value => value * value),
            ["confidenceInterval"] = Finite(halfWidth),
            ["averageReward"] = Finite(average),
        };
        return new JsonObject
        {
            ["name"] = name,
            ["arguments"] = "",
            ["policySource"] = source,
            ["summary"] = new JsonArray(total.DeepClone()),
            ["totalSummary"] = total,
        };
    }

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private async Task KeepAsync(JsonObject evaluation)
    {
        await _store.KeepAsync(Kind, (string)evaluation["id"]!, evaluation.ToJsonString());
        lock (_gate)
            _known[(string)evaluation["id"]!] = evaluation;
    }

    private static DateTimeOffset Time(JsonElement body, string name) =>
        RequestBody.Find(body, name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time)
            ? time
            : throw ApiException.BadRequest(ErrorCode, $"'{name}' is missing or no time; send one such as 2026-01-31T00:00:00Z.");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
}
