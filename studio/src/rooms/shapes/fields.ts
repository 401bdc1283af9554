import { RoomState } from '../../shell/address.svelte.ts';
import { oneOf, type FieldsOf } from '../../shell/fields.ts';
import { shapeTasks } from './index.ts';

/** What the room has in the address: the task that is open. */
export interface ShapesState {
  readonly task: string;
}

export const fields: FieldsOf<ShapesState> = {
  task: oneOf(
    '',
    shapeTasks.map(({ id }) => id),
  ),
};

/** The state of a task: its own fields beside the room's. */
export function shapeState<V extends object>(own: FieldsOf<V>): RoomState<V & ShapesState> {
  return new RoomState('shapes', { ...own, ...fields } as FieldsOf<V & ShapesState>);
}
