namespace LagrangeMLNet.Optimizers;

/// <summary>What a metric keeps of the Fisher information.</summary>
public enum FisherStructure
{
    /// <summary>Its diagonal. With exponent 1/2 the step is RMSprop's and Adam's.</summary>
    Diagonal,

    /// <summary>Per matrix of parameters a Kronecker product of one factor for its rows and one for its columns.</summary>
    Kronecker,

    /// <summary>All of it: P × P numbers for P parameters. For small modules, and to check the others against.</summary>
    Full,
}
