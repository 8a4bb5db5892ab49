namespace OfflineControl.Environments;

/// <summary>A process that is controlled step by step.</summary>
internal interface IEnvironment
{
    string Name { get; }

    int Actions { get; }

    /// <summary>Most steps of an episode; one that reaches them was cut off and did not end.</summary>
    int Horizon { get; }

    /// <summary>A state that an episode starts in.</summary>
    double[] Reset(Random random);

    /// <summary>Takes an action; the state moves.</summary>
    (double Reward, bool IsTerminal) Step(double[] state, int action, Random random);

    /// <summary>What a policy sees of a state.</summary>
    float[] Observe(double[] state);

    /// <summary>Probabilities of the policy that writes the log.</summary>
    double[] Logging(double[] state);

    /// <summary>The return of the best policy, undiscounted over the horizon, or of the best one known.</summary>
    double BestReturn { get; }
}
