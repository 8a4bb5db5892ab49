namespace Personalizer.Storage;

/// <summary>A decision to store.</summary>
/// <param name="Id">Identifier of the event.</param>
/// <param name="Request">The rank request, as it came.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="IsActive">Whether its reward counts; else once it is activated.</param>
/// <param name="IsApprentice">Whether it was the application's own decision.</param>
/// <param name="Wait">How long rewards are waited for.</param>
internal sealed record NewEvent(
    string Id, string Request, StoredDecision Decision, bool IsActive, bool IsApprentice, TimeSpan Wait);

/// <summary>What was decided in an event.</summary>
/// <param name="Taken">Place of the action taken among those of the request.</param>
/// <param name="Baseline">Place of the action that the application would have taken: the first that is not excluded.</param>
/// <param name="Probabilities">Probabilities of all actions of the request; 0 where excluded.</param>
/// <param name="PredictedTaken">Reward that the policy of the time expected of the action taken.</param>
/// <param name="PredictedBaseline">The same of the baseline.</param>
internal sealed record StoredDecision(
    int Taken, int Baseline, double[] Probabilities, double PredictedTaken, double PredictedBaseline);

/// <summary>An event whose wait is over.</summary>
/// <param name="Number">Number, rising.</param>
/// <param name="Time">When it was decided.</param>
/// <param name="Closes">When its wait ended.</param>
/// <param name="Request">The rank request; null where it was not asked for.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="IsActive">Whether its reward counts.</param>
/// <param name="IsApprentice">Whether it was the application's own decision.</param>
/// <param name="Reward">Its reward; null where none came in time.</param>
internal sealed record StoredEvent(
    long Number,
    DateTimeOffset Time,
    DateTimeOffset Closes,
    string? Request,
    StoredDecision Decision,
    bool IsActive,
    bool IsApprentice,
    double? Reward);
