using BackendInfra.Core.Classes;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>What is special about writing objects of system classes.</summary>
internal sealed class ApplyClassRules : IWriteStep
{
    public void Run(WriteContext write)
    {
        switch (write.Plan.ClassName)
        {
            case UserClass.Name:
                UserRules.Apply(write);
                break;
            case RoleClass.Name:
                RoleRules.Apply(write);
                break;
            case SessionClass.Name:
                SessionRules.Apply(write);
                break;
            case InstallationClass.Name:
                InstallationRules.Apply(write);
                break;
        }
    }
}
