package app

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connecthttp"
	"strowger/internal/tenant"
)

// instances shows the registry as the handlers want to see it.
type instances struct{ registry *tenant.Registry }

// Get implements connecthttp.Instances.
func (i instances) Get(id center.InstanceID) (connecthttp.Instance, error) {
	t, err := i.registry.Get(id)
	if err != nil {
		return nil, err
	}
	return t, nil
}

// All implements connecthttp.Instances.
func (i instances) All() []connecthttp.Instance {
	var all []connecthttp.Instance
	for _, t := range i.registry.All() {
		all = append(all, t)
	}
	return all
}

// Create implements connecthttp.Instances.
func (i instances) Create(ctx context.Context, instance *center.Instance, seed []center.Resource) error {
	_, err := i.registry.Create(ctx, instance, seed)
	return err
}

// Delete implements connecthttp.Instances.
func (i instances) Delete(ctx context.Context, id center.InstanceID) error {
	return i.registry.Delete(ctx, id)
}
