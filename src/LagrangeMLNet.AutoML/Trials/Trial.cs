namespace LagrangeMLNet.AutoML.Trials;

/// <summary>What is tried: a value that says all that a process would need to run it.</summary>
/// <param name="Number">Number of the trial, from 0.</param>
/// <param name="Candidate">Index of the candidate.</param>
/// <param name="Name">Name of the candidate.</param>
/// <param name="Position">Position in the candidate's space.</param>
/// <param name="Options">The options at that position, as JSON.</param>
/// <param name="Seed">Seed for the trainer.</param>
internal sealed record Trial(int Number, int Candidate, string Name, double[] Position, string Options, int Seed);
